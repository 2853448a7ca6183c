//! The walk through an event that finds what this version does not know about it.

use crate::drift::DriftCollector;
use crate::json::Kept;
use crate::path::Step;
use crate::wire::{Object, View, is_typed, written};

/// Reports what is not known about an object: what was kept of it, then what its fields report.
pub(crate) fn drift_object(object: &dyn Object, drift: &mut DriftCollector) {
    let (fields, _) = written(object);
    for Kept { name, failure, .. } in object.unknown().kept() {
        // Where a typed value was set since then, that is what is written.
        if failure.is_none() || !is_typed(&fields, name) {
            drift.inside(&Step::Name(name.into()), |drift| drift.kept(failure));
        }
    }
    for (name, view) in fields.iter().flatten().filter(|(_, view)| may_drift(view)) {
        drift.inside(&Step::Name((*name).into()), |drift| drift_view(view, drift));
    }
}

/// Most fields cannot, and their names need no place in a path: `drift` takes less than half of the time for that.
fn may_drift(view: &View<'_>) -> bool {
    use View::{Array, Code, Inline, Map, Object, Word};
    matches!(view, Object(_) | Inline(_) | Array(_) | Map(_) | Code(_, false) | Word(_, false))
}

fn drift_view(view: &View<'_>, drift: &mut DriftCollector) {
    match view {
        View::Code(code, false) => drift.unrecognized(code),
        View::Word(word, false) => drift.unrecognized(word),
        View::Object(object) | View::Inline(object) => drift_object(*object, drift),
        View::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                drift.inside(&Step::Index(index), |drift| drift_view(element, drift));
            }
        }
        View::Map(members) => {
            for (name, value) in members {
                drift.inside(&Step::Name((*name).into()), |drift| drift_view(value, drift));
            }
        }
        _ => {}
    }
}
