use proptest::prelude::*;

use super::*;

fn claim(key: &str, weight: u64, floor: i64, ceiling: Option<i64>) -> Claim {
    let fen = |amount| Fen::new(amount).unwrap();
    Claim { key: key.to_owned(), weight, floor: fen(floor), ceiling: ceiling.map(fen) }
}

fn amounts(total: i64, claims: &[Claim]) -> Vec<i64> {
    let allocation = allocate(Fen::new(total).unwrap(), claims).unwrap();
    allocation.shares.iter().map(|share| share.amount.get()).collect()
}

fn seats(total: i64, weights: &[(&str, u64)]) -> Vec<i64> {
    amounts(total, &weights.iter().map(|(key, weight)| claim(key, *weight, 0, None)).collect::<Vec<_>>())
}

/// Populations of the first census of the United States (1790), with which Hamilton explained the method.
const CENSUS_1790: [(&str, u64); 15] = [
    ("Virginia", 630_560),
    ("Massachusetts", 475_327),
    ("Pennsylvania", 432_879),
    ("North Carolina", 353_523),
    ("New York", 331_589),
    ("Maryland", 278_514),
    ("Connecticut", 236_841),
    ("South Carolina", 206_236),
    ("New Jersey", 179_570),
    ("New Hampshire", 141_822),
    ("Vermont", 85_533),
    ("Georgia", 70_835),
    ("Kentucky", 68_705),
    ("Rhode Island", 68_446),
    ("Delaware", 55_540),
];

/// Published results: 120 seats in Balinski and Young, 60 seats in electowiki's article on the method.
#[test]
fn the_first_census_gives_the_published_seats() {
    assert_eq!(seats(120, &CENSUS_1790), [21, 16, 14, 12, 11, 9, 8, 7, 6, 5, 3, 2, 2, 2, 2]);
    assert_eq!(seats(60, &CENSUS_1790), [11, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1]);
}

/// The textbook election by the quota of Hare, and the textbook Alabama paradox.
#[test]
fn textbook_examples() {
    let votes = [
        ("Yellows", 47_000),
        ("Whites", 16_000),
        ("Reds", 15_900),
        ("Blues", 12_000),
        ("Greens", 6_000),
        ("Pinks", 3_100),
    ];
    assert_eq!(seats(10, &votes), [5, 2, 1, 1, 1, 0]);
    let states = [("a", 6), ("b", 6), ("c", 2)];
    assert_eq!(seats(10, &states), [4, 4, 2]);
    assert_eq!(seats(11, &states), [5, 5, 1]);
}

#[test]
fn bounds_are_kept_and_named() {
    // The weights alone would give 71, 7, 21, 0.
    let claims = |floor| {
        [
            claim("a", 10, 0, Some(20)),
            claim("b", 1, floor, None),
            claim("c", 3, 0, None),
            claim("d", 0, 2, None),
        ]
    };
    let told = |floor| {
        let shares = allocate(Fen::new(100).unwrap(), &claims(floor)).unwrap().shares;
        shares.iter().map(|share| (share.amount.get(), share.bound)).collect::<Vec<_>>()
    };
    let (floor, ceiling) = (Some(Bound::Floor), Some(Bound::Ceiling));
    // 78 for b and c by 1 : 3 are 19.5 and 58.5: the floor of 15 does not matter after all.
    assert_eq!(told(15), [(20, ceiling), (20, None), (58, None), (2, floor)]);
    assert_eq!(told(30), [(20, ceiling), (30, floor), (48, None), (2, floor)]);
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |total: i64, claims: &[Claim]| {
        let error = allocate(Fen::new(total).unwrap(), claims).unwrap_err();
        (error.code(), error.place().to_owned())
    };
    let total = "total_fen".to_owned();
    assert_eq!(
        refused(9, &[claim("a", 1, 5, None), claim("b", 1, 5, None)]),
        (FeeCode::FloorsAboveTotal, total.clone())
    );
    assert_eq!(
        refused(11, &[claim("a", 1, 0, Some(5)), claim("b", 1, 0, Some(5))]),
        (FeeCode::CeilingsBelowTotal, total.clone())
    );
    assert_eq!(
        refused(11, &[claim("a", 1, 0, Some(5)), claim("b", 0, 0, None)]),
        (FeeCode::CeilingsBelowTotal, total.clone())
    );
    assert_eq!(refused(1, &[claim("a", 0, 0, None)]), (FeeCode::NoWeight, total.clone()));
    assert_eq!(refused(1, &[]), (FeeCode::NoWeight, total));
    assert_eq!(
        refused(9, &[claim("a", 1, 5, Some(4))]),
        (FeeCode::FloorAboveCeiling, "claims[0].floor_fen".to_owned())
    );
    assert_eq!(
        refused(9, &[claim("a", 1, 0, None), claim("a", 1, 0, None)]),
        (FeeCode::Duplicate, "claims[1].key".to_owned())
    );
    assert_eq!(
        refused(9, &[claim("a", WEIGHTS_MAX, 0, None), claim("b", 1, 0, None)]).0,
        FeeCode::WeightsTooLarge
    );
    // 2^53 is the first number that JavaScript does not tell from the next.
    assert_eq!(refused(9, &[claim("a", 1 << 53, 0, None)]).0, FeeCode::WeightsTooLarge);
    assert_eq!(amounts(9, &[claim("a", (1 << 53) - 1, 0, None)]), [9]);
    assert_eq!(amounts(0, &[]), [] as [i64; 0]);
    assert_eq!(amounts(7, &[claim("a", 0, 7, None)]), [7]);
}

#[test]
fn a_tie_is_told() {
    let told = |total: i64, weights: &[(&str, u64)]| {
        let claims: Vec<_> = weights.iter().map(|(key, weight)| claim(key, *weight, 0, None)).collect();
        let shares = allocate(Fen::new(total).unwrap(), &claims).unwrap().shares;
        shares.iter().map(|share| (share.has_remainder_fen, share.is_tied)).collect::<Vec<_>>()
    };
    assert_eq!(told(4, &[("c", 1), ("b", 1), ("a", 1)]), [(false, true), (false, true), (true, true)]);
    // Two fen for the two with equal remainders: nothing was decided by key.
    assert_eq!(told(10, &[("a", 6), ("b", 6), ("c", 4)]), [(true, false), (true, false), (false, false)]);
    assert_eq!(told(3, &[("a", 1), ("b", 1), ("c", 1)]), [(false, false); 3]);
}

/// The largest figures keep within range.
#[test]
fn the_ends_of_the_range() {
    let half = WEIGHTS_MAX / 2;
    let claims =
        [claim("a", half, 0, Some(Fen::MAX.get())), claim("b", half, 1, None), claim("c", 1, 0, Some(1))];
    let given = amounts(Fen::MAX.get(), &claims);
    assert_eq!(given.iter().sum::<i64>(), Fen::MAX.get());
    assert!(given[0].abs_diff(given[1]) <= 1 && given[2] <= 1, "{given:?}");
}

/// The definition, checked by itself: one rate for all, raised and cut, that adds up to the total.
fn quotas_hold(total: i64, claims: &[Claim], shares: &[Share]) -> Result<(), TestCaseError> {
    let scale = i128::from(shares[0].denominator);
    let scaled = |share: &Share| i128::from(share.quota.get()) * scale + i128::from(share.remainder);
    prop_assert_eq!(shares.iter().map(scaled).sum::<i128>(), i128::from(total) * scale);
    // Rate × scale of whom no bound fixes is the same fraction for all; between others it is enclosed.
    for (claim, share) in claims.iter().zip(shares) {
        let quota = scaled(share);
        prop_assert!(quota >= i128::from(claim.floor.get()) * scale);
        prop_assert!(claim.ceiling.is_none_or(|ceiling| quota <= i128::from(ceiling.get()) * scale));
        for (other, others) in claims.iter().zip(shares) {
            let (mine, its) = (quota * i128::from(other.weight), scaled(others) * i128::from(claim.weight));
            // Mine per weight above its: only if my floor raised me or its ceiling cut it.
            if mine > its {
                let raised = quota == i128::from(claim.floor.get()) * scale;
                let cut =
                    other.ceiling.is_some_and(|ceiling| scaled(others) == i128::from(ceiling.get()) * scale);
                prop_assert!(raised || cut);
            }
        }
    }
    Ok(())
}

/// Among all ways to give out the total within bounds, the one nearest to the quotas (least squares), and of equally near
/// ones that which gives most to the lesser keys.
fn nearest(total: i64, claims: &[Claim], shares: &[Share]) -> Vec<i64> {
    let scale = i128::from(shares[0].denominator);
    let mut by_key: Vec<usize> = (0..claims.len()).collect();
    by_key.sort_by_key(|row| &claims[*row].key);
    let mut best: Option<(i128, Vec<i64>)> = None;
    let mut way = vec![0_i64; claims.len()];
    fn go(
        place: usize,
        left: i64,
        order: &[usize],
        claims: &[Claim],
        way: &mut Vec<i64>,
        see: &mut dyn FnMut(&[i64]),
    ) {
        let Some(&row) = order.get(place) else {
            if left == 0 {
                see(way);
            }
            return;
        };
        let most = claims[row].ceiling.map_or(left, |ceiling| ceiling.get().min(left));
        // From most to least: the first of equally near ways is the one wanted.
        for amount in (claims[row].floor.get()..=most).rev() {
            way[row] = amount;
            go(place + 1, left - amount, order, claims, way, see);
        }
    }
    go(0, total, &by_key, claims, &mut way, &mut |way| {
        let off = |(amount, share): (&i64, &Share)| {
            let quota = i128::from(share.quota.get()) * scale + i128::from(share.remainder);
            (i128::from(*amount) * scale - quota).pow(2)
        };
        let distance = way.iter().zip(shares).map(off).sum();
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, way.to_vec()));
        }
    });
    best.unwrap().1
}

fn small() -> impl Strategy<Value = (i64, Vec<Claim>)> {
    let one = (0..6_u64, 0..5_i64, prop::option::of(0..6_i64));
    (0..16_i64, prop::collection::vec(one, 1..5)).prop_map(|(total, claims)| {
        let keys = ["m", "b", "z", "a"];
        let made = claims.into_iter().zip(keys);
        (
            total,
            made.map(|((weight, floor, above), key)| {
                claim(key, weight, floor, above.map(|more| floor + more))
            })
            .collect(),
        )
    })
}

fn large() -> impl Strategy<Value = (i64, Vec<Claim>)> {
    // So large that the test's own products fit.
    let one = (0..1_u64 << 28, 0..1_i64 << 30, prop::option::of(0..1_i64 << 35));
    (0..1_i64 << 45, prop::collection::vec(one, 1..40)).prop_map(|(total, claims)| {
        let make = |(row, (weight, floor, above)): (usize, (u64, i64, Option<i64>))| {
            claim(&format!("k{}", row * 7 % 41), weight, floor, above.map(|more| floor + more))
        };
        (total, claims.into_iter().enumerate().map(make).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn small_cases_are_the_nearest_of_all_ways((total, claims) in small()) {
        let floors: i64 = claims.iter().map(|claim| claim.floor.get()).sum();
        match allocate(Fen::new(total).unwrap(), &claims) {
            Ok(allocation) => {
                quotas_hold(total, &claims, &allocation.shares)?;
                let given: Vec<i64> = allocation.shares.iter().map(|share| share.amount.get()).collect();
                prop_assert_eq!(given, nearest(total, &claims, &allocation.shares));
            }
            Err(error) => {
                let most: i64 = claims.iter().map(|claim| match (claim.weight, claim.ceiling) {
                    (0, _) => claim.floor.get(),
                    (_, Some(ceiling)) => ceiling.get(),
                    (_, None) => 1_000,
                }).sum();
                prop_assert!(floors > total || most < total, "{error}");
            }
        }
    }

    #[test]
    fn large_cases_add_up_and_do_not_know_the_order((total, claims) in large(), turn in 0..40_usize) {
        if let Ok(allocation) = allocate(Fen::new(total).unwrap(), &claims) {
            quotas_hold(total, &claims, &allocation.shares)?;
            prop_assert_eq!(allocation.shares.iter().map(|share| share.amount.get()).sum::<i64>(), total);
            let mut turned = claims.clone();
            turned.rotate_left(turn % claims.len());
            let mut again = allocate(Fen::new(total).unwrap(), &turned).unwrap().shares;
            again.rotate_right(turn % claims.len());
            prop_assert_eq!(again, allocation.shares);
        }
    }
}
