use doorstep::place::*;
use doorstep::{AnyCoordinate, System, TravelMode, matching::Threads};
use std::time::Instant;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let side = 447u32;
    let (dlat, dlon) = (75.0 / 111195.0, 75.0 / 89200.0);
    let mut s = Streets::new(System::Wgs84);
    let mut state = 7u64;
    let mut random = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as f64 / (1u64 << 31) as f64
    };
    for y in 0..side {
        for x in 0..side {
            s.add_node(
                i64::from(y * side + x),
                117.0 + dlon * (f64::from(x) + 0.3 * random()),
                36.6 + dlat * (f64::from(y) + 0.3 * random()),
            )?;
        }
    }
    for y in 0..side {
        for x in 0..side {
            let n = y * side + x;
            if x + 1 < side && random() < 0.9 {
                s.add(NewStreet::of_class(n, n + 1, RoadClass::Residential))?;
            }
            if y + 1 < side && random() < 0.9 {
                s.add(NewStreet::of_class(n, n + side, RoadClass::Residential))?;
            }
        }
    }
    let network = RoadNetwork::new(&s, &Profile::new(TravelMode::Walk)?)?;
    println!("{} nodes {} streets", network.nodes(), network.streets());
    for (limit_m, cell_m) in [(500.0, 10.0), (50.0, 10.0), (30.0, 5.0), (500.0, 5.0)] {
        let drawing =
            Drawing { cell_m, snapping: Snapping { limit_m, component_nodes_min: 0 }, ..Drawing::default() };
        let places: Vec<_> = (0..50)
            .map(|_| AnyCoordinate::new(117.05 + 0.25 * random(), 36.65 + 0.2 * random(), System::Wgs84).ok())
            .collect();
        let snaps = network.snap(&places, &Snapping::default(), &Threads::one())?;
        for bounds in [&[9_000u32][..], &[3_000, 6_000, 9_000]] {
            let start = Instant::now();
            let (mut corners, mut holes, mut parts, mut text) = (0, 0, 0, 0);
            for (i, snap) in snaps.iter().flatten().enumerate() {
                let found = network.isochrones(snap, bounds, &drawing)?;
                for c in &found.circles {
                    for p in &c.area {
                        parts += 1;
                        holes += p.interiors().len();
                        corners +=
                            p.exterior().0.len() + p.interiors().iter().map(|h| h.0.len()).sum::<usize>();
                    }
                }
                if i == 0 {
                    let json = found.geojson().to_string();
                    text = json.len();
                    std::fs::write(format!("/tmp/iso_{limit_m}_{cell_m}_{}.json", bounds.len()), json)?;
                }
            }
            println!(
                "limit {limit_m} cell {cell_m} bounds {}: {:.2} ms each; corners {} holes {} parts {} bytes {text}",
                bounds.len(),
                start.elapsed().as_secs_f64() * 20.0,
                corners / 50,
                holes / 50,
                parts / 50
            );
        }
    }
    Ok(())
}
