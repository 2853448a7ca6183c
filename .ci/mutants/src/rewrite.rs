//! The text of a file with mutants in it: each switched on at run time, or each in the plain way, as cargo-mutants would do it.

use std::ops::Range;

use proc_macro2::{LineColumn, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Block, Expr, ExprBinary, ExprMatch, ExprStruct, ExprUnary, Pat};

use crate::Mutant;

/// What a piece of the source becomes.
enum Piece {
    Text(String),
    Source(Range<usize>),
    /// What belongs to a mutant alone.
    Mutated(usize, Vec<Piece>),
}

/// A part of the source with mutants. A node inside another one comes after it.
struct Node {
    range: Range<usize>,
    mutants: Vec<usize>,
    pieces: Vec<Piece>,
}

/// Where in the new text a mutant is.
pub(crate) struct Mark {
    pub(crate) range: Range<usize>,
    pub(crate) mutants: Vec<usize>,
}

struct Rewriter<'a> {
    source: &'a str,
    lines: &'a [usize],
    /// Those of this file that are still in the build.
    mutants: Vec<(usize, &'a Mutant)>,
    nodes: Vec<Node>,
}

/// Where each line begins.
pub(crate) fn lines(source: &str) -> Vec<usize> {
    std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// The place of a line and a column, counted from 1 and 0.
pub(crate) fn offset(source: &str, lines: &[usize], line: usize, column: usize) -> usize {
    let start = lines[line - 1];
    source[start..].char_indices().nth(column).map_or(source.len(), |(at, _)| start + at)
}

/// The new text with all mutants in it that have no outcome yet, and where they are. The second list has those that found no place.
pub(crate) fn switched(file: &str, source: &str, mutants: &[Mutant]) -> (String, Vec<Mark>, Vec<usize>) {
    let lines = lines(source);
    let here = mutants.iter().enumerate().filter(|(_, mutant)| mutant.file == file && mutant.is_switched());
    let mut rewriter = Rewriter { source, lines: &lines, mutants: here.collect(), nodes: Vec::new() };
    rewriter.visit_file(&syn::parse_file(source).expect("Rust"));
    let placed: Vec<usize> = rewriter.nodes.iter().flat_map(|node| node.mutants.clone()).collect();
    let lost = rewriter.mutants.iter().map(|(id, _)| *id).filter(|id| !placed.contains(id)).collect();
    let (mut text, mut marks) = (String::new(), Vec::new());
    rewriter.write(0..source.len(), 0, &mut text, &mut marks);
    (text, marks, lost)
}

impl Rewriter<'_> {
    fn at(&self, place: LineColumn) -> usize {
        offset(self.source, self.lines, place.line, place.column)
    }

    fn range(&self, span: Span) -> Range<usize> {
        self.at(span.start())..self.at(span.end())
    }

    /// The mutants of one kind at a place.
    fn of(&self, genre: &str, start: usize) -> Vec<(usize, String)> {
        let here = self.mutants.iter().filter(|(_, mutant)| mutant.genre == genre && mutant.range.start == start);
        here.map(|(id, mutant)| (*id, mutant.replacement.clone())).collect()
    }

    fn add(&mut self, range: Range<usize>, mutants: &[(usize, String)], pieces: Vec<Piece>) {
        if !mutants.is_empty() {
            self.nodes.push(Node { range, mutants: mutants.iter().map(|(id, _)| *id).collect(), pieces });
        }
    }

    /// `if MUTANT { one } else if MUTANT { another } else { as it is }`, as an expression.
    fn choose(
        &mut self,
        whole: Range<usize>,
        mutants: &[(usize, String)],
        mutated: impl Fn(&str) -> Vec<Piece>,
        original: Vec<Piece>,
    ) {
        let mut pieces = vec![Piece::Text("(".to_owned())];
        for (id, replacement) in mutants {
            pieces.push(Piece::Text(format!("if {} {{ ", is(*id))));
            pieces.push(Piece::Mutated(*id, mutated(replacement)));
            pieces.push(Piece::Text(" } else ".to_owned()));
        }
        pieces.push(Piece::Text("{ ".to_owned()));
        pieces.extend(original);
        pieces.push(Piece::Text(" })".to_owned()));
        self.add(whole, mutants, pieces);
    }

    /// Writes a part of the source with the nodes in it, of those from `first` on.
    fn write(&self, range: Range<usize>, first: usize, text: &mut String, marks: &mut Vec<Mark>) {
        let (mut at, mut last) = (range.start, None);
        loop {
            let inside = |node: &Node| node.range.start >= at && node.range.end <= range.end;
            let nodes = self.nodes.iter().enumerate().skip(first);
            // What is only inserted begins where it ends.
            let nodes = nodes.filter(|(index, node)| inside(node) && last != Some(*index));
            let next = nodes.min_by_key(|(index, node)| (node.range.start, usize::MAX - node.range.end, *index));
            let Some((index, node)) = next else { break };
            text.push_str(&self.source[at..node.range.start]);
            (at, last) = (node.range.end, Some(index));
            let start = text.len();
            self.write_pieces(&node.pieces, index + 1, text, marks);
            marks.push(Mark { range: start..text.len(), mutants: node.mutants.clone() });
        }
        text.push_str(&self.source[at..range.end]);
    }

    fn write_pieces(&self, pieces: &[Piece], first: usize, text: &mut String, marks: &mut Vec<Mark>) {
        for piece in pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Source(range) => self.write(range.clone(), first, text, marks),
                Piece::Mutated(id, pieces) => {
                    let start = text.len();
                    self.write_pieces(pieces, first, text, marks);
                    marks.push(Mark { range: start..text.len(), mutants: vec![*id] });
                }
            }
        }
    }
}

fn is(id: usize) -> String {
    format!("crate::mutant::is({id})")
}

fn text(text: impl Into<String>) -> Piece {
    Piece::Text(text.into())
}

impl<'ast> Visit<'ast> for Rewriter<'_> {
    fn visit_block(&mut self, block: &'ast Block) {
        let brace = self.range(block.brace_token.span.open());
        // The span of the mutant is what stands between the braces, which may begin anywhere behind the first one.
        let first = block.stmts.first().map_or(brace.end, |statement| self.range(statement.span()).start);
        let mutants = self.of("FnValue", first);
        let pieces = mutants.iter().map(|(id, value)| {
            let value = if value == "()" { "" } else { value };
            Piece::Mutated(*id, vec![text(format!(" if {} {{ return {value}; }}", is(*id)))])
        });
        self.add(brace.end..brace.end, &mutants, pieces.collect());
        visit::visit_block(self, block);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        let operator = self.range(binary.op.span());
        let (whole, left, right) =
            (self.range(binary.span()), self.range(binary.left.span()), self.range(binary.right.span()));
        let mutants = self.of("BinaryOperator", operator.start);
        match (&binary.op, mutants.as_slice()) {
            // Not both ways in full, which doubles what is inside: a chain would grow without bounds.
            (BinOp::And(_) | BinOp::Or(_), [(id, _)]) if !has_let(&binary.left) && !has_let(&binary.right) => {
                let sign = if matches!(binary.op, BinOp::And(_)) { "!=" } else { "==" };
                let pieces = vec![
                    text("({ let left_of_mutant: bool = "),
                    Piece::Source(left),
                    text(format!("; if left_of_mutant {sign} {} {{ ", is(*id))),
                    Piece::Source(right),
                    text(" } else { left_of_mutant } })"),
                ];
                self.add(whole, &mutants, pieces);
            }
            (BinOp::And(_) | BinOp::Or(_), _) => {}
            _ => {
                let other = |sign: &str| {
                    vec![Piece::Source(left.clone()), text(format!(" {sign} ")), Piece::Source(right.clone())]
                };
                self.choose(whole, &mutants, other, other(&self.source[operator.clone()]));
            }
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        let (whole, operator, inner) =
            (self.range(unary.span()), self.range(unary.op.span()), self.range(unary.expr.span()));
        let mutants = self.of("UnaryOperator", operator.start);
        let original = vec![text(&self.source[operator]), Piece::Source(inner.clone())];
        self.choose(whole, &mutants, |_| vec![Piece::Source(inner.clone())], original);
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_struct(&mut self, object: &'ast ExprStruct) {
        let whole = self.range(object.span());
        for pair in object.fields.pairs() {
            let field = self.range(pair.value().span());
            let after = pair.punct().map_or(field.end, |comma| self.range(comma.span()).end);
            let mutants = self.of("StructField", field.start);
            let mutated = |_: &str| vec![Piece::Source(whole.start..field.start), Piece::Source(after..whole.end)];
            self.choose(whole.clone(), &mutants, mutated, vec![Piece::Source(whole.clone())]);
        }
        visit::visit_expr_struct(self, object);
    }

    fn visit_expr_match(&mut self, expression: &'ast ExprMatch) {
        // An arm with a guard says nothing about the values that are left: a match needs another arm for all.
        let is_catchall = |arm: &Arm| matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none();
        let has_catchall = expression.arms.iter().any(is_catchall);
        for arm in &expression.arms {
            if let Some((_, guard)) = &arm.guard {
                let guard = self.range(guard.span());
                let mutants = self.of("MatchArmGuard", guard.start);
                let condition = |(id, value): &(usize, String)| match value.as_str() {
                    // It comes before `false`, which binds tighter.
                    "true" => text(format!("{} || ", is(*id))),
                    _ => text(format!("!{} && ", is(*id))),
                };
                let mut pieces: Vec<Piece> = mutants.iter().map(condition).collect();
                pieces.extend([text("("), Piece::Source(guard.clone()), text(")")]);
                self.add(guard, &mutants, pieces);
            } else if has_catchall {
                let end = self.range(arm.pat.span()).end;
                let mutants = self.of("MatchArm", self.range(arm.span()).start);
                let condition = |(id, _): &(usize, String)| text(format!(" if !{}", is(*id)));
                self.add(end..end, &mutants, mutants.iter().map(condition).collect());
            }
        }
        visit::visit_expr_match(self, expression);
    }
}

/// Whether a chain of conditions has a `let`, which may stand in no other expression.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}
