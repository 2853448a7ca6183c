//! The walk through an event that finds what this version does not know about it.

use crate::drift::DriftCollector;
use crate::fields::{Fields, inexact};
use crate::path::{Problem, Segment, Trace};
use crate::wire::{Key, Object, View, flat_of, is_kept_for, read_json};

/// Reports what is not known about an object: what was kept of it, then what its fields report.
pub(crate) fn drift_object(object: &dyn Object, drift: &mut DriftCollector) {
    drift_kept(object, drift);
    drift_fields(object, drift);
}

fn drift_fields(object: &dyn Object, drift: &mut DriftCollector) {
    let flat = flat_of(object);
    for (index, name) in (0..).zip(object.shape().names) {
        let view = object.view(index);
        match flat {
            Some((spread, flat)) if spread == index => {
                // It has kept fields only if it was delivered nested.
                drift.inside(name, |drift| drift_kept(flat, drift));
                drift_fields(flat, drift);
            }
            _ if may_drift(&view) => drift.inside(name, |drift| drift_view(&view, drift)),
            _ => {}
        }
    }
}

fn may_drift(view: &View<'_>) -> bool {
    match view {
        View::Object(_) | View::Array(_) | View::Named(_) => true,
        View::Code(_, is_known) | View::Word(_, is_known) => !is_known,
        _ => false,
    }
}

fn drift_view(view: &View<'_>, drift: &mut DriftCollector) {
    match view {
        View::Code(code, false) => drift.unrecognized(code),
        View::Word(word, false) => drift.unrecognized(word),
        View::Object(object) => drift_object(*object, drift),
        View::Array(many) => {
            for (index, (_, element)) in many.views().enumerate() {
                drift.inside_element(index, |drift| drift_view(&element, drift));
            }
        }
        View::Named(many) => {
            for (name, value) in many.views() {
                drift.inside(name, |drift| drift_view(&value, drift));
            }
        }
        _ => {}
    }
}

/// Reports unknown fields, and known ones that could not be typed. Those are tried again, which says what was expected.
fn drift_kept(object: &dyn Object, drift: &mut DriftCollector) {
    let unknown: &Fields = object.unknown();
    let shape = object.shape();
    let mut blank = None;
    for (name, json) in unknown.entries() {
        let key = shape.find(name);
        if !matches!(key, Key::Own(_) | Key::Flat(_)) {
            drift.unknown_field(name);
            continue;
        }
        if !is_kept_for(object, key) {
            // A typed value was set since then, and that is what is written.
            continue;
        }
        let blank = blank.get_or_insert_with(shape.blank);
        let place = shape.place_of(&mut **blank, key);
        let mut trace = Trace::anew(inexact(json));
        let read = read_json(json, place.of_value(), true, &mut trace);
        shape.place_of(&mut **blank, key).clear();
        match (read, trace.problem()) {
            (Err(()), Some(Problem::Expected { expected, found })) => {
                let steps: Vec<&Segment> = trace.segments().collect();
                drift.inside(name, |drift| drift.unexpected(&steps, expected, found));
            }
            // It was inserted by hand.
            _ => drift.unknown_field(name),
        }
    }
}
