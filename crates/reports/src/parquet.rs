//! Tables as Parquet: one row group, plain columns that hold no nothing, without compression. Any reader of the format takes
//! them, and the same table gives the same bytes.

use jiff::civil::Date;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::sync::Arc;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: small letters, digits and underscores.
    pub name: &'static str,
    /// Its values, one for each row.
    pub values: Values,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Text, UTF-8.
    Text(Vec<String>),
    /// Days.
    Day(Vec<Date>),
    /// Counts; those above 2,147,483,647 do not fit the format's plain integers and are refused.
    Count(Vec<u32>),
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Day(values) => values.len(),
            Self::Count(values) => values.len(),
        }
    }
}

/// The columns are no table.
#[derive(Debug, thiserror::Error)]
pub enum CannotWrite {
    /// One has more rows than another.
    #[error("the column {name} has {found} rows, and the first has {wanted}")]
    Uneven {
        /// Which.
        name: &'static str,
        /// Its rows.
        found: usize,
        /// Rows of the first column.
        wanted: usize,
    },
    /// A count that does not fit.
    #[error("the column {name} holds a count that is too large")]
    TooLarge {
        /// Which.
        name: &'static str,
    },
    /// The library refused.
    #[error("the table cannot be written as Parquet")]
    Format(#[from] ParquetError),
}

/// The table as the bytes of one file.
pub fn write(columns: &[Column]) -> Result<Vec<u8>, CannotWrite> {
    let rows = columns.first().map_or(0, |column| column.values.len());
    if let Some(column) = columns.iter().find(|column| column.values.len() != rows) {
        return Err(CannotWrite::Uneven { name: column.name, found: column.values.len(), wanted: rows });
    }
    let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("ward").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_created_by("ward".to_owned())
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for column in columns {
        let Some(mut writer) = group.next_column()? else { break };
        match &column.values {
            Values::Text(values) => {
                let values: Vec<ByteArray> =
                    values.iter().map(|text| ByteArray::from(text.as_str())).collect();
                writer.typed::<ByteArrayType>().write_batch(&values, None, None)?;
            }
            Values::Day(values) => {
                let values: Vec<i32> = values.iter().map(|day| since_epoch(*day)).collect();
                writer.typed::<Int32Type>().write_batch(&values, None, None)?;
            }
            Values::Count(values) => {
                let values: Result<Vec<i32>, _> = values.iter().map(|count| i32::try_from(*count)).collect();
                let values = values.map_err(|_| CannotWrite::TooLarge { name: column.name })?;
                writer.typed::<Int32Type>().write_batch(&values, None, None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(bytes)
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.values {
        Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Values::Day(_) => (Physical::INT32, Some(LogicalType::Date)),
        Values::Count(_) => (Physical::INT32, None),
    };
    let builder = Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::REQUIRED);
    builder.with_logical_type(logical).build()
}

/// Days since 1970-01-01, as the format counts them.
fn since_epoch(day: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    epoch.until(day).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::{Field, RowAccessor as _};

    fn table() -> Vec<Column> {
        let days = ["2026-11-21", "1969-12-31", "2024-02-29"].map(|day| day.parse().unwrap());
        vec![
            Column {
                name: "group", values: Values::Text(["VT", "", "größer\0"].map(str::to_owned).into())
            },
            Column { name: "day", values: Values::Day(days.into()) },
            Column { name: "met", values: Values::Count(vec![11, 0, 2_147_483_647]) },
        ]
    }

    #[test]
    fn what_is_written_is_read_back_by_the_same_library() {
        let bytes = write(&table()).unwrap();
        assert_eq!((&bytes[..4], &bytes[bytes.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
        assert_eq!(bytes, write(&table()).unwrap(), "the same table gives the same bytes");
        let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        let groups: Vec<&String> = rows.iter().map(|row| row.get_string(0).unwrap()).collect();
        let day = |(_, field): (&String, &Field)| match field {
            Field::Date(day) => Some(*day),
            _ => None,
        };
        let days: Vec<i32> = rows.iter().flat_map(|row| row.get_column_iter().filter_map(day)).collect();
        let met: Vec<i32> = rows.iter().map(|row| row.get_int(2).unwrap()).collect();
        assert_eq!(groups, ["VT", "", "größer\0"]);
        assert_eq!(days, [20_778, -1, 19_782]);
        assert_eq!(met, [11, 0, 2_147_483_647]);
    }

    #[test]
    fn a_table_of_nothing_is_a_file() {
        let empty = Column { name: "met", values: Values::Count(vec![]) };
        let bytes = write(&[empty]).unwrap();
        let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        assert_eq!(reader.get_row_iter(None).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let mut uneven = table();
        uneven[2].values = Values::Count(vec![1]);
        assert!(matches!(write(&uneven), Err(CannotWrite::Uneven { name: "met", found: 1, wanted: 3 })));
        let large = Column { name: "met", values: Values::Count(vec![u32::MAX]) };
        assert!(matches!(write(&[large]), Err(CannotWrite::TooLarge { name: "met" })));
    }
}
