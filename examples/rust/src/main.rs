//! The main job of public employment service from end to end, on the sample county or on real posts.
//!
//! It reads four tables, recommends posts to everybody, draws service circles, carries vouchers from distribution to
//! payment, and writes tables, GeoJSON and one self-contained page. Equal input gives equal bytes: nothing that is
//! written depends on the clock.

mod arguments;
mod circles;
mod county;
mod failure;
mod format;
mod input;
mod jinan;
mod map;
mod matching;
mod output;
mod page;
mod people;
mod progress;
mod story;
mod vouchers;
mod world;

use std::process::ExitCode;

use arguments::{Arguments, USAGE};
use failure::Failure;
use output::Output;
use progress::Progress;
use story::Story;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match Arguments::parse(arguments).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("doorstep-demo: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Reads, tells the story, writes.
fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut progress = Progress::start();
    let world = match &arguments.data {
        Some(dir) => jinan::read(dir, &mut progress)?,
        None => county::read(&mut progress)?,
    };
    let story = Story::tell(&world, arguments.today, &mut progress)?;
    let output = Output::create(&arguments.out)?;
    let files = output.write_all(&story)?;
    let page = page::render(&story)?;
    output.write("index.html", &page)?;
    let kilobytes = page.len().div_ceil(1024);
    progress.done("写出结果", "write results", format_args!("{} files, page of {kilobytes} kB", files + 1));
    story.print_summary();
    progress.finish(format_args!("{}", arguments.out.join("index.html").display()));
    Ok(())
}

#[cfg(test)]
mod tests;
