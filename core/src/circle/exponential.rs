//! The exponential function, for many numbers at once.

/// e to the power `x`, within two units in the last place; 0 if `x` is below -690 or no number, and 1 if it is above 0.
///
/// As `libm` has it, in the usual two steps: x = k ln 2 + r with |r| ≤ ln 2 / 2, and the series of e^r up to r^13 / 13!, the
/// rest of which is below 1e-17. It has no branch, so that several are computed together, and only sums and products of
/// IEEE 754 in a fixed order, so that every machine gives the same bits.
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    /// Adding it to a lesser number rounds that to a whole one, which the last bits of the sum are.
    const ROUND: f64 = 1.5 * (1_u64 << 52) as f64;
    /// ln 2 to 32 bits: its product with a k of 10 bits is exact.
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const LEAST: f64 = -690.0;
    let inside = if x < 0.0 { x } else { 0.0 };
    let inside = if inside > LEAST { inside } else { LEAST };
    let rounded = inside * std::f64::consts::LOG2_E + ROUND;
    let k = rounded - ROUND;
    let r = (inside - k * LN_2_HIGH) - k * LN_2_LOW;
    let (r2, r4) = (r * r, (r * r) * (r * r));
    // The terms from r^2 on, over r^2, in pairs that do not wait for each other.
    let low = (1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
    let middle = (1.0 / 720.0 + r * (1.0 / 5_040.0)) + r2 * (1.0 / 40_320.0 + r * (1.0 / 362_880.0));
    let high = (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0))
        + r2 * (1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0));
    let series = low + (r4 * middle + (r4 * r4) * high);
    let power = 1.0 + (r + r2 * series);
    // Times 2^k: k is added to the exponent.
    let scaled = f64::from_bits(power.to_bits().wrapping_add(rounded.to_bits() << 52));
    if x >= LEAST { scaled } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The answers of `libm`, to two units in the last place.
        #[test]
        fn agrees_with_libm(x in prop_oneof![-690.0..=0.0_f64, -2.0..=0.0_f64, (-18_i32..3).prop_map(|e| -(10.0_f64.powi(e)))]) {
            let expected = libm::exp(x);
            prop_assert!((exp(x) - expected).abs() <= 2.0 * f64::EPSILON * expected, "{x}");
        }
    }

    #[test]
    fn far_numbers_are_nothing() {
        assert_eq!([0.0, -0.0, 5.0, 1e300, f64::INFINITY].map(exp), [1.0; 5]);
        assert!(exp(-690.0) > 0.0);
        assert_eq!([-690.1, -1e300, f64::NEG_INFINITY, f64::NAN].map(exp), [0.0; 4]);
    }

    /// Bits that a machine gives which is known to round as IEEE 754 asks: others give no others.
    #[test]
    fn bits_are_pinned() {
        let found = [-0.5, -1.0, -4.5, -200.0].map(|x| exp(x).to_bits());
        let pinned =
            [0x3fe3_68b2_fc6f_960a, 0x3fd7_8b56_362c_ef38, 0x3f86_c050_4695_c418, 0x2de6_0618_1205_4cfa];
        assert_eq!(found, pinned);
    }
}
