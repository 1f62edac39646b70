use proptest::prelude::*;

use super::*;

fn written<T: Saved>(value: &T) -> Vec<u8> {
    let mut out = Writer::default();
    value.write(&mut out);
    out.into_bytes()
}

fn read<T: Saved>(bytes: &[u8]) -> Result<T, Fault> {
    let mut input = Reader::new(bytes);
    let value = T::read(&mut input)?;
    if input.is_empty() { Ok(value) } else { Err(Fault("bytes after the end")) }
}

proptest! {
    #[test]
    fn numbers_come_back_in_one_form(number: u64, shift in 0..64_u32) {
        let number = number >> shift;
        let bytes = written(&number);
        prop_assert_eq!(bytes.len() as u32, (64 - number.leading_zeros()).div_ceil(7).max(1));
        prop_assert_eq!(read::<u64>(&bytes), Ok(number));
        // The same number with an empty byte more.
        let mut longer = bytes.clone();
        *longer.last_mut().unwrap() |= 0x80;
        longer.push(0);
        prop_assert!(read::<u64>(&longer).is_err());
        prop_assert!(read::<u64>(&bytes[1..]).is_err() || bytes.len() > 1);
    }

    #[test]
    fn texts_come_back(texts in prop::collection::vec("[a-c]{0,3}|[电工保安]{0,80}", 0..20)) {
        let bytes = written(&texts);
        prop_assert_eq!(read::<Vec<String>>(&bytes), Ok(texts));
    }

    #[test]
    fn random_bytes_never_panic(bytes: Vec<u8>) {
        let _ = read::<Vec<String>>(&bytes);
        let _ = read::<Vec<Option<f32>>>(&bytes);
        let _ = read::<Vec<u64>>(&bytes);
    }

    /// The one place that reserves memory: no count is given out that the rest cannot hold.
    #[test]
    fn a_count_is_bounded_by_the_rest(count: u64, shift in 0..64_u32, rest in 0..300_usize, len_min in 0..50_usize) {
        let count = count >> shift;
        let mut bytes = written(&count);
        bytes.resize(bytes.len() + rest, 0);
        let held = (rest / len_min.max(1)) as u64;
        match Reader::new(&bytes).count(len_min) {
            Ok(given) => prop_assert!(given as u64 == count && count <= held),
            Err(_) => prop_assert!(count > held),
        }
    }
}

#[test]
fn the_ends_of_numbers() {
    assert_eq!(read::<u64>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Ok(u64::MAX));
    assert!(read::<u64>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]).is_err());
    assert!(read::<u64>(&[0x80; 11]).is_err());
    assert!(read::<u64>(&[]).is_err());
    assert!(read::<u32>(&written(&(1_u64 << 32))).is_err());
    assert!(read::<bool>(&[2]).is_err());
}

#[test]
fn a_short_text_is_written_once_and_a_long_one_each_time() {
    let of_two = |text: &str| written(&vec![text.to_owned(), text.to_owned()]).len();
    assert_eq!(of_two("电工"), 1 + 2 + 6 + 1);
    let longest = "a".repeat(SHARED_LEN_MAX);
    assert_eq!(of_two(&longest), 1 + 3 + SHARED_LEN_MAX + 1);
    let long = "a".repeat(SHARED_LEN_MAX + 1);
    assert_eq!(of_two(&long), 1 + 2 * (3 + SHARED_LEN_MAX + 1));
    assert!(read::<Vec<String>>(&written(&vec![long])).is_ok());
    // A reference to what was not written, a length beyond the end, half a letter.
    for bytes in [&[1, 1][..], &[1, 0, 9, b'a'], &[1, 0, 1, 0xe7]] {
        assert!(read::<Vec<String>>(bytes).is_err(), "{bytes:?}");
    }
}
