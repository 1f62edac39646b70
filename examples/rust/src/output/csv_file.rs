//! CSV that a spreadsheet opens without harm.

use crate::failure::Failure;

/// A CSV file in memory: RFC 4180 in UTF-8, with a byte-order mark, by which spreadsheets tell UTF-8 from GBK.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection): texts of
/// posts come from outside.
pub(super) struct CsvFile(csv::Writer<Vec<u8>>);

impl CsvFile {
    /// A file with a header.
    pub(super) fn new(header: &[&str]) -> Result<Self, Failure> {
        let mut file = Self(csv::Writer::from_writer("\u{feff}".as_bytes().to_vec()));
        file.row(header)?;
        Ok(file)
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) -> Result<(), Failure> {
        for cell in cells {
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
                self.0.write_field(format!("'{cell}"))?;
            } else {
                self.0.write_field(cell)?;
            }
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// The bytes.
    pub(super) fn finish(self) -> Result<Vec<u8>, Failure> {
        self.0.into_inner().map_err(|error| Failure::new(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        let mut file = CsvFile::new(&["a", "b"]).unwrap();
        file.row(&["=HYPERLINK(\"x\")", "-4500"]).unwrap();
        file.row(&["@me, you", "1-5"]).unwrap();
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}a,b\n\"'=HYPERLINK(\"\"x\"\")\",'-4500\n\"'@me, you\",1-5\n");
    }
}
