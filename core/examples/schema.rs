//! Writes the JSON Schema of every request, answer and row into a folder: `cargo xtask schema` runs it.

use std::path::PathBuf;
use std::process::ExitCode;

use doorstep::wire::schema::documents;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: schema FOLDER");
        return ExitCode::from(2);
    };
    for document in documents() {
        let path = folder.join(format!("{}.json", document.name));
        if let Err(error) = std::fs::write(&path, format!("{:#}\n", document.schema)) {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
