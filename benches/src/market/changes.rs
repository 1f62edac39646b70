//! What happens in a market.

use doorstep::matching::Delta;

use super::Market;

impl Market {
    /// Changes of one in a hundred of the first `posts`: of ten, four have another wage and day, two are new, two are
    /// withdrawn, and of two some places were filled.
    pub fn changes(&self, posts: u64) -> Vec<Delta> {
        let delta = |change: u64| {
            let number = change * 100 + change % 97;
            match change % 10 {
                0..4 => {
                    let (mut post, other) = (self.post(number), self.post(number + posts));
                    (post.wage, post.published) = (other.wage, other.published);
                    Delta::Upsert(post)
                }
                4 | 5 => Delta::Upsert(self.post(number + posts)),
                6 | 7 => Delta::Remove(self.post(number).id),
                _ => Delta::Openings {
                    post_id: self.post(number).id,
                    openings: 1 + u32::from(change.is_multiple_of(3)),
                },
            }
        };
        (0..(posts / 100)).map(delta).collect()
    }
}
