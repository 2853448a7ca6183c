//! Reading: how an object takes its fields from a node, and each field its value.

#[cfg(feature = "schemars")]
use super::value::MOST;
use super::value::{needs_nothing, read_array};
use super::{Object, Value, View};
use crate::json::{Fields, LEVELS, Member, Node, duplicate};
use crate::path::{Failure, Problem, Result};

/// Reads an object from a node.
pub(crate) fn read_object<T: Object>(node: &Node<'_>) -> Result<T> {
    let mut members = Members::of(node)?;
    let mut object = T::take(&mut members)?;
    *object.unknown_mut() = members.rest(true)?;
    Ok(object)
}

/// How a field takes its value out of an object, and how it is written. `#[form(..)]` names one in a declaration.
pub(crate) trait Form<T> {
    /// Whether an object without the field cannot be typed.
    const REQUIRED: bool;

    /// Takes the value from the members of the object.
    fn take(members: &mut Members<'_>, name: &str) -> Result<T>;

    /// What is written.
    fn view(value: &T) -> View<'_>;

    /// The JSON Schema of the field.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema;
}

/// A field as its type implies: an `Option` or an array may be absent, and what is neither is required.
pub(crate) struct Documented;

impl<T: Value> Form<T> for Documented {
    const REQUIRED: bool = true;

    #[inline(never)] // Here and below: once for each type, and not once for each field.
    fn take(members: &mut Members<'_>, name: &str) -> Result<T> {
        members.required(name, T::read)
    }

    fn view(value: &T) -> View<'_> {
        value.view()
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        T::schema(generator).into()
    }
}

impl<T: Value> Form<Option<T>> for Documented {
    const REQUIRED: bool = !needs_nothing::<T>();

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<Option<T>> {
        Ok(members.optional(name, T::read))
    }

    fn view(value: &Option<T>) -> View<'_> {
        value.as_ref().map_or(View::Absent, T::view)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::optional(T::schema(generator)).into()
    }
}

impl<T: Value> Form<Vec<T>> for Documented {
    const REQUIRED: bool = !needs_nothing::<T>();

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<Vec<T>> {
        Ok(members.optional(name, read_array).unwrap_or_default())
    }

    fn view(value: &Vec<T>) -> View<'_> {
        if value.is_empty() { View::Absent } else { View::Array(value.iter().map(T::view).collect()) }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        let element = T::schema(generator);
        crate::schema::parts::optional(schemars::json_schema!({ "type": "array", "maxItems": MOST, "items": element }))
            .into()
    }
}

/// `unknown` is a field of every struct, and not of the JSON: what nobody took goes there in the end.
impl Form<Fields> for Documented {
    const REQUIRED: bool = false;

    fn take(_: &mut Members<'_>, _: &str) -> Result<Fields> {
        Ok(Fields::new())
    }

    fn view(_: &Fields) -> View<'_> {
        View::Absent
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::any_object().into()
    }
}

/// The members of an object while a type takes them by name: in the documented order, each costs one comparison.
pub(crate) struct Members<'n> {
    all: &'n [Member<'n>],
    /// The one that is expected next.
    next: usize,
    /// Those that have a type and could not be typed.
    kept: Vec<(usize, Failure)>,
}

impl<'n> Members<'n> {
    pub(crate) fn of(node: &'n Node<'n>) -> Result<Self> {
        Ok(Self { all: node.members()?, next: 0, kept: Vec::new() })
    }

    /// A member that was not taken yet. Most come in the documented order, so the next one is looked at first; one that came early
    /// is most likely just before it.
    #[inline]
    fn find(&self, name: &str) -> Option<(usize, &'n Member<'n>)> {
        let is_it = |member: &&Member<'_>| !member.is_taken.get() && member.name == name;
        let (before, after) = self.all.split_at_checked(self.next)?;
        if let Some(next) = after.first().filter(is_it) {
            return Some((self.next, next));
        }
        let found = before.iter().enumerate().rfind(|(_, member)| is_it(member));
        found.or_else(|| (self.next..).zip(after).find(|(_, member)| is_it(member)))
    }

    /// The value of a member that stays where it is. Null is none.
    pub(crate) fn peek(&self, name: &str) -> Option<&'n Node<'n>> {
        self.find(name).map(|(_, member)| &member.value).filter(|value| !value.is_null())
    }

    /// Takes a member: it is the one before `next` then.
    #[inline(never)]
    pub(crate) fn take(&mut self, name: &str) -> Option<&'n Node<'n>> {
        let (index, member) = self.find(name)?;
        self.next = index.saturating_add(1);
        member.is_taken.set(true);
        Some(&member.value)
    }

    /// Takes the value of a field that the object must have.
    pub(crate) fn required<T>(&mut self, name: &str, read: impl FnOnce(&Node<'_>) -> Result<T>) -> Result<T> {
        match self.take(name) {
            Some(value) => read(value).map_err(|failure| failure.inside(name)),
            None => Err(Failure::at(name, Problem::Missing)),
        }
    }

    /// Takes the value of a field that may be absent or null. One that cannot be typed is kept.
    pub(crate) fn optional<T>(&mut self, name: &str, read: impl FnOnce(&Node<'_>) -> Result<T>) -> Option<T> {
        let value = self.take(name).filter(|value| !value.is_null())?;
        match read(value) {
            Ok(value) => Some(value),
            Err(failure) => {
                self.kept.push((self.next.saturating_sub(1), failure));
                None
            }
        }
    }

    /// The name under which a field is there, its own or an older one.
    pub(crate) fn name_of(&mut self, name: &'static str, older: &'static str) -> &'static str {
        if self.peek(name).is_some() || self.peek(older).is_none() {
            return name;
        }
        // Its own may be there as null.
        self.take(name);
        older
    }

    /// Fails if a member could not be read again that many levels deeper.
    pub(crate) fn check_levels(&self, outside: usize) -> Result<()> {
        let too_deep = |member: &&Member<'_>| member.value.levels().saturating_add(outside) > LEVELS;
        self.all.iter().find(too_deep).map_or(Ok(()), |member| Err(Failure::at(&member.name, Problem::Depth)))
    }

    /// What could not be typed so far and, with `untaken`, what nobody took, in the order of the delivery.
    pub(crate) fn rest(&mut self, untaken: bool) -> Result<Fields> {
        let mut fields = Fields::new();
        let is_left = |member: &Member<'_>| untaken && !member.is_taken.get();
        let has_rest = self.all.iter().any(is_left);
        if !has_rest && self.kept.is_empty() {
            return Ok(fields);
        }
        if has_rest && let Some(name) = duplicate(self.all) {
            return Err(Failure::at(name, Problem::Duplicate));
        }
        for (index, member) in self.all.iter().enumerate() {
            let failure = self.kept.iter().position(|(at, _)| *at == index).map(|at| self.kept.swap_remove(at).1);
            if failure.is_some() || is_left(member) {
                member.typed(Node::check_names)?;
                fields.keep(member, failure);
            }
        }
        Ok(fields)
    }
}
