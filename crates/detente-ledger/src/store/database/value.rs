//! Values as both databases have them, and rows of them.

use super::super::error::StoreError;
use std::borrow::Cow;

/// A value in a column, or for a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Value<'v> {
    /// Nothing.
    Null,
    /// A number; truths are 0 and 1.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text.
    Text(Cow<'v, str>),
    /// Bytes.
    Blob(Cow<'v, [u8]>),
}

/// Parameters of a statement, in the order of their numbers.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        [$($crate::store::database::Value::from($value)),*]
    };
}
pub(in crate::store) use values;

macro_rules! whole {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Value::Integer(i64::from(number))
            }
        })*
    };
}
whole!(i64, i32, u32, bool);

macro_rules! fraction {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Value::Real(f64::from(number))
            }
        })*
    };
}
fraction!(f32, f64);

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'v> From<&'v String> for Value<'v> {
    fn from(text: &'v String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'v> From<&'v [u8]> for Value<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Value::Blob(Cow::Borrowed(bytes))
    }
}

impl<'v, const N: usize> From<&'v [u8; N]> for Value<'v> {
    fn from(bytes: &'v [u8; N]) -> Self {
        Value::Blob(Cow::Borrowed(bytes))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Blob(Cow::Owned(bytes))
    }
}

macro_rules! optional {
    ($($kind:ty),*) => {
        $(impl<'v> From<Option<$kind>> for Value<'v> {
            fn from(value: Option<$kind>) -> Self {
                value.map_or(Value::Null, Into::into)
            }
        })*
    };
}
optional!(i64, i32, bool, f64, &'v str, String, &'v [u8], Vec<u8>);

impl<'v> From<&'v Option<String>> for Value<'v> {
    fn from(text: &'v Option<String>) -> Self {
        text.as_deref().into()
    }
}

/// What a column can be read as. The error says what was found instead.
pub(in crate::store) trait FromValue: Sized {
    /// Reads it.
    fn from_value(value: Value<'_>) -> Result<Self, &'static str>;
}

/// What something is, for a message.
fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Integer(_) => "a number out of its range",
        Value::Real(_) => "a fraction",
        Value::Text(_) => "a text",
        Value::Blob(_) => "bytes",
    }
}

impl FromValue for i64 {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        match value {
            Value::Integer(number) => Ok(number),
            other => Err(kind(&other)),
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        i64::from_value(value)?.try_into().map_err(|_| "a number out of its range")
    }
}

impl FromValue for f64 {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        match value {
            Value::Real(number) => Ok(number),
            other => Err(kind(&other)),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        Ok(i64::from_value(value)? != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        match value {
            Value::Text(text) => Ok(text.into_owned()),
            other => Err(kind(&other)),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        match value {
            Value::Blob(bytes) => Ok(bytes.into_owned()),
            other => Err(kind(&other)),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self, &'static str> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// A row of an answer.
#[derive(Debug)]
pub(in crate::store) enum Row<'r> {
    /// Of SQLite, as long as its statement is not stepped on.
    Sqlite(&'r rusqlite::Row<'r>),
    /// Of PostgreSQL.
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// A column, counted from 0.
    pub(in crate::store) fn get<T: FromValue>(&self, column: usize) -> Result<T, StoreError> {
        let read = T::from_value(self.value(column)?);
        read.map_err(|found| StoreError::Corrupt(format!("{found} in column {column} of an answer")))
    }

    /// The bytes of a column, where they lie.
    pub(in crate::store) fn bytes(&self, column: usize) -> Result<Cow<'_, [u8]>, StoreError> {
        match self.value(column)? {
            Value::Blob(bytes) => Ok(bytes),
            other => Err(StoreError::Corrupt(format!("{} in column {column} of an answer", kind(&other)))),
        }
    }

    /// A column as it is.
    pub(in crate::store) fn value(&self, column: usize) -> Result<Value<'_>, StoreError> {
        match self {
            Row::Sqlite(row) => super::sqlite::value(row, column),
            Row::Postgres(row) => super::postgres::value(row, column),
        }
    }
}
