//! Rows of stations and of residents (站点表, 居民表).

use super::{Field, FieldKind, Record, RowReader};
use crate::model::{AreaClass, OpeningHours, RegionCode, Resident, Station};
use crate::privacy::Personal;

impl Record for Station {
    const NAME: &'static str = "station";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the caller's key; the row's number if absent", "主键"),
        Field::new("name", FieldKind::Text, "name as published", "站点名称"),
        Field::new("kind", FieldKind::Text, "kind as published", "站点类型"),
        Field::new("lon", FieldKind::Decimal, "longitude, degrees", "经度"),
        Field::new("lat", FieldKind::Decimal, "latitude, degrees", "纬度"),
        Field::new("system", FieldKind::Word, "wgs84 (if absent), cgcs2000, gcj02, bd09", "坐标系"),
        Field::new("region", FieldKind::Text, "division code", "行政区划代码"),
        Field::new(
            "area_class",
            FieldKind::Word,
            "urban, rural, or the statistics bureau's code",
            "城乡划分",
        ),
        Field::new(
            "hours",
            FieldKind::Text,
            "opening hours as published, or in OSM syntax; what cannot be read is reported and leaves them unknown",
            "营业时间（开放时间）",
        ),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut station = Self::new(row.id());
        station.name = row.text("name");
        station.kind = row.text("kind");
        station.place = row.place();
        station.region = row.parse("region", RegionCode::parse);
        station.area_class = row.parse("area_class", AreaClass::parse);
        station.hours = row.parse_or_unknown("hours", OpeningHours::parse);
        station
    }

    fn id(&self) -> &str {
        &self.id
    }
}

impl Record for Resident {
    const NAME: &'static str = "resident";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the caller's key; the row's number if absent", "主键")
            .personal(Personal::Other),
        Field::new("lon", FieldKind::Decimal, "longitude of the home, degrees", "经度")
            .personal(Personal::Coordinate),
        Field::new("lat", FieldKind::Decimal, "latitude of the home, degrees", "纬度")
            .personal(Personal::Coordinate),
        Field::new("system", FieldKind::Word, "wgs84 (if absent), cgcs2000, gcj02, bd09", "坐标系"),
        Field::new("region", FieldKind::Text, "division code of the home", "行政区划代码"),
        Field::new(
            "area_class",
            FieldKind::Word,
            "urban, rural, or the statistics bureau's code",
            "城乡划分",
        ),
        Field::new("weight", FieldKind::Integer, "how many people the row stands for; 1 if absent", "人数"),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let mut resident = Self::new(row.id());
        resident.place = row.place();
        resident.region = row.parse("region", RegionCode::parse);
        resident.area_class = row.parse("area_class", AreaClass::parse);
        resident.weight = row.integer("weight", 0, u32::MAX).unwrap_or(1);
        resident
    }

    fn id(&self) -> &str {
        &self.id
    }
}
