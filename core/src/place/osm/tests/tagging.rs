//! Who may use a way by its tags: one line for each rule, after the wiki pages named in `access`.

use super::super::access::{Kind, closed_at, of_way};
use super::super::tags::{Key, Tags};
use super::*;

fn tags<'a>(list: &[Tag<'a>]) -> Tags<'a> {
    let mut tags = Tags::default();
    for (key, value) in list {
        if let Some(key) = Key::parse(key.as_bytes()) {
            tags.add(key, value.as_bytes());
        }
    }
    tags
}

/// Letters of those among walking, cycling and driving.
fn letters(access: Access) -> String {
    let modes = [(Access::WALK, 'w'), (Access::CYCLE, 'c'), (Access::DRIVE, 'd')];
    modes.iter().filter(|mode| access.has(mode.0)).map(|mode| mode.1).collect()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let list: Vec<Tag<'_>> = text.split(' ').map(|tag| tag.split_once('=').unwrap()).collect();
    let kind = match of_way(&tags(&list)) {
        Kind::Street(street) => format!("{}/{}", letters(street.forward), letters(street.backward)),
        Kind::Closed => String::from("closed"),
        Kind::OtherHighway => String::from("other"),
        Kind::NoStreet => String::from("none"),
    };
    assert_eq!(kind, expected, "{text}");
}

#[test]
fn ways() {
    for (text, expected) in [
        ("highway=residential", "wcd/wcd"),
        ("highway=footway", "w/w"),
        ("highway=cycleway", "wc/wc"),
        ("highway=motorway", "d/"),
        ("highway=motorway oneway=no", "d/d"),
        ("highway=motorway_link", "d/d"),
        ("highway=construction", "other"),
        ("highway=proposed access=yes", "other"),
        ("highway=ferry", "other"),
        ("highway=corridor", "w/w"),
        ("route=ferry", "wcd/wcd"),
        ("route=ferry motor_vehicle=no", "wc/wc"),
        ("route=bus", "none"),
        ("building=yes access=no", "none"),
        // The hierarchy: the more special key wins.
        ("highway=residential access=no", "closed"),
        ("highway=residential access=private", "closed"),
        ("highway=residential access=no foot=yes", "w/w"),
        ("highway=residential access=private bicycle=permissive", "c/c"),
        ("highway=residential vehicle=no", "w/w"),
        ("highway=residential vehicle=no bicycle=yes", "wc/wc"),
        ("highway=residential vehicle=no motor_vehicle=destination", "wd/wd"),
        ("highway=residential motor_vehicle=no motorcar=yes", "wcd/wcd"),
        ("highway=residential motor_vehicle=agricultural", "wc/wc"),
        ("highway=primary foot=use_sidepath bicycle=use_sidepath", "d/d"),
        ("highway=trunk motorroad=yes", "d/d"),
        ("highway=trunk motorroad=yes bicycle=yes", "cd/cd"),
        // Giving: `access=yes` opens nothing, the key of a way of travelling does.
        ("highway=footway access=yes", "w/w"),
        ("highway=footway bicycle=yes", "wc/wc"),
        ("highway=pedestrian motor_vehicle=yes", "wd/wd"),
        ("highway=footway bicycle=dismount", "w/w"),
        ("highway=residential foot=purple access=unknown", "wcd/wcd"),
        ("highway=service service=emergency_access", "wc/wc"),
        ("highway=service service=driveway", "wcd/wcd"),
        ("highway=pedestrian area=yes", "w/w"),
        // One way: vehicles, unless people on foot are named.
        ("highway=residential oneway=yes", "wcd/w"),
        ("highway=residential oneway=1", "wcd/w"),
        ("highway=residential oneway=-1", "w/wcd"),
        ("highway=residential oneway=reversible", "w/w"),
        ("highway=residential oneway=alternating", "wcd/wcd"),
        ("highway=residential oneway=yes oneway:bicycle=no", "wcd/wc"),
        ("highway=residential oneway=yes cycleway=opposite_lane", "wcd/wc"),
        ("highway=residential oneway=yes cycleway=lane", "wcd/w"),
        ("highway=residential oneway:bicycle=-1", "wd/wcd"),
        ("highway=residential oneway:motor_vehicle=yes", "wcd/wc"),
        ("highway=residential oneway=yes motorcar:backward=yes", "wcd/wd"),
        ("highway=residential motor_vehicle:forward=no", "wc/wcd"),
        ("highway=residential vehicle:backward=no bicycle:backward=yes", "wcd/wc"),
        ("highway=residential foot:backward=no", "wcd/cd"),
        ("highway=primary junction=roundabout", "wcd/w"),
        ("highway=primary junction=circular", "wcd/w"),
        ("highway=primary junction=roundabout oneway=-1", "w/wcd"),
        ("highway=primary junction=jughandle", "wcd/wcd"),
        ("highway=footway oneway=yes", "w/w"),
        ("highway=footway oneway:foot=yes", "w/"),
        ("highway=steps conveying=forward", "w/"),
        ("highway=steps conveying=backward", "/w"),
        ("highway=steps conveying=reversible", "w/w"),
        ("highway=footway oneway:foot=-1 access=no", "closed"),
    ] {
        check(text, expected);
    }
}

#[test]
fn barriers() {
    for (text, shut) in [
        ("barrier=bollard", "d"),
        ("barrier=gate", ""),
        ("barrier=gate access=no", "wcd"),
        ("barrier=gate access=private foot=yes", "cd"),
        ("barrier=gate motor_vehicle=private", "d"),
        ("barrier=lift_gate access=yes", ""),
        ("barrier=bollard motor_vehicle=yes", ""),
        ("barrier=bollard access=yes", "d"),
        ("barrier=bollard foot=no", "wd"),
        ("barrier=stile", "cd"),
        ("barrier=wall", "wcd"),
        ("barrier=fence foot=yes", "cd"),
        ("barrier=something", "d"),
        ("barrier=no", ""),
        ("highway=crossing bicycle=no", ""),
    ] {
        let list: Vec<Tag<'_>> = text.split(' ').map(|tag| tag.split_once('=').unwrap()).collect();
        assert_eq!(letters(closed_at(&tags(&list))), shut, "{text}");
    }
}
