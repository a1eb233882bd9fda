//! Values on the wire.
//!
//! A text of PostgreSQL cannot hold the letter NUL, and a title from outside may: it goes as U+FDD0 and a digit, which no text has
//! by itself (one that has it anyway goes as U+FDD0 and another digit), and comes back as it was.

use super::super::super::error::StoreError;
use super::super::value::Value;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use std::borrow::Cow;
use std::error::Error;

/// A letter that Unicode promises never to use.
const ESCAPE: char = '\u{FDD0}';

fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['\0', ESCAPE]) {
        Cow::Owned(text.replace(ESCAPE, "\u{FDD0}1").replace('\0', "\u{FDD0}0"))
    } else {
        Cow::Borrowed(text)
    }
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains(ESCAPE) {
        Cow::Owned(text.replace("\u{FDD0}0", "\0").replace("\u{FDD0}1", "\u{FDD0}"))
    } else {
        Cow::Borrowed(text)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) => match *kind {
                Type::BOOL => (*number != 0).to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::FLOAT8 => (*number as f64).to_sql(kind, out),
                _ => number.to_sql(&Type::INT8, out),
            },
            Value::Real(number) => number.to_sql(&Type::FLOAT8, out),
            Value::Text(text) => escaped(text).as_ref().to_sql(&Type::TEXT, out),
            Value::Blob(bytes) => bytes.as_ref().to_sql(&Type::BYTEA, out),
        }
    }

    /// The server would tell what it does not accept.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column of a row.
pub(in super::super) fn value(row: &postgres::Row, column: usize) -> Result<Value<'_>, StoreError> {
    let kind = row.columns().get(column).map(|column| column.type_());
    match kind {
        Some(&Type::INT8) => read::<i64>(row, column),
        Some(&Type::INT4) => read::<i32>(row, column),
        Some(&Type::BOOL) => read::<bool>(row, column),
        Some(&Type::FLOAT8) => read::<f64>(row, column),
        Some(&Type::BYTEA) => read::<&[u8]>(row, column),
        _ => Ok(row.try_get::<_, Option<&str>>(column)?.map_or(Value::Null, |t| Value::Text(unescaped(t)))),
    }
}

fn read<'r, T: FromSql<'r> + Into<Value<'r>>>(
    row: &'r postgres::Row,
    column: usize,
) -> Result<Value<'r>, StoreError> {
    Ok(row.try_get::<_, Option<T>>(column)?.map_or(Value::Null, Into::into))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_with_letters_that_the_server_does_not_take() {
        for text in ["", "plain", "a\0b", "\0\0", "\u{FDD0}", "\u{FDD0}0\0", "\u{FDD0}1\u{FDD0}"] {
            let escaped = escaped(text);
            assert!(!escaped.contains('\0'));
            assert_eq!(unescaped(&escaped), text);
        }
    }
}
