//! Ways cut into streets where they meet.

use super::nodes::UsedNodes;
use super::ways::Ways;
use super::{OsmCode, OsmError, OsmReport, Spot};
use crate::model::System;
use crate::place::{NetworkCode, NetworkError, NewStreet, Streets};

/// Makes the streets; counts what is left out.
pub(super) fn assemble(ways: &Ways, used: &UsedNodes, report: &mut OsmReport) -> Result<Streets, OsmError> {
    let refuse = |error: NetworkError| OsmError::new(OsmCode::Limit, 0, error);
    let mut nodes = Nodes { streets: Streets::new(System::Wgs84), numbers: vec![NOT_YET; used.len()], used };
    let (mut run, mut shape) = (Vec::new(), Vec::new());
    for (way, references) in ways.iter() {
        let mut made = 0;
        // A run of nodes that the file holds ends at the next junction, before a gap and with the way.
        let mut add = |run: &[(u32, Spot)]| -> Result<(), NetworkError> {
            let [(from, from_at), between @ .., (to, to_at)] = run else { return Ok(()) };
            shape.clear();
            shape.extend(between.iter().map(|&(_, at)| degrees(at)));
            let street = NewStreet {
                from: nodes.number(*from, *from_at)?,
                to: nodes.number(*to, *to_at)?,
                class: way.street.class,
                forward: way.street.forward,
                backward: way.street.backward,
                length_m: None,
                speed_kmh: Some(way.street.drive_m_per_h)
                    .filter(|&speed| speed > 0)
                    .map(|speed| f64::from(speed) / 1_000.0),
                shape: &shape,
            };
            made += 1;
            match nodes.streets.add(street) {
                Err(error) if error.code() == NetworkCode::BadLength => report.long_streets += 1,
                added => added?,
            }
            Ok(())
        };
        run.clear();
        for &id in references {
            let Some((position, at)) = used.position(id).and_then(|at| Some((at, used.spot(at)?))) else {
                report.dangling_references += 1;
                add(&run).map_err(refuse)?;
                run.clear();
                continue;
            };
            run.push((position, at));
            if run.len() > 1 && used.is_junction(position) {
                add(&run).map_err(refuse)?;
                run.clear();
                run.push((position, at));
            }
        }
        add(&run).map_err(refuse)?;
        report.short_ways += u64::from(made == 0);
    }
    for &(position, closed) in used.closed() {
        if let Some(&number) = nodes.numbers.get(position as usize).filter(|&&number| number != NOT_YET) {
            nodes.streets.close_node(number, closed).map_err(refuse)?;
            report.barriers += 1;
        }
    }
    report.streets = nodes.streets.len() as u64;
    Ok(nodes.streets)
}

const NOT_YET: u32 = u32::MAX;

/// Nodes of the network, added when the first street needs them.
struct Nodes<'a> {
    streets: Streets,
    /// Their numbers there, by position.
    numbers: Vec<u32>,
    used: &'a UsedNodes,
}

impl Nodes<'_> {
    fn number(&mut self, position: u32, at: Spot) -> Result<u32, NetworkError> {
        let known = self.numbers.get(position as usize).copied().filter(|&number| number != NOT_YET);
        if let Some(number) = known {
            return Ok(number);
        }
        let (lon, lat) = degrees(at);
        let number = self.streets.add_node(self.used.id(position), lon, lat)?;
        if let Some(slot) = self.numbers.get_mut(position as usize) {
            *slot = number;
        }
        Ok(number)
    }
}

fn degrees([lon, lat]: Spot) -> (f64, f64) {
    (f64::from(lon) / 1e7, f64::from(lat) / 1e7)
}
