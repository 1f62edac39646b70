"""Top-k by numpy and by a compiled loop, as one would write them without doorstep.

Both work out doorstep's definition from the columns of `market.py` and share no code with it: which posts qualify,
parts in millionths, contribution = weight × value ÷ weight of the known parts, rounded down, score = their sum, equals
by id.
Only how near two titles are comes from doorstep (a table of distinct titles), as reading texts is not what is compared.

The constraints and parts that the market has facts for are there; what no column says asks for nothing.
"""

from types import SimpleNamespace

import numpy as np

import market as markets
from ours import WEIGHTS

ONE = 1_000_000
EARTH_M = 6_371_008.8
#: Metres along the way in an hour, by mode; every way is 1.3 times the straight line.
SPEED = np.array([5_000, 12_000, 15_000, 30_000])
DETOUR = 1_300
NOWHERE = -1
WEEK = 168
(W_OCCUPATION, W_SKILLS, W_NEAR, W_WAGE, W_EXPERIENCE, W_EDUCATION, W_HOURS, W_NEW) = (
    WEIGHTS[part]
    for part in ("occupation", "skills", "proximity", "wage", "experience", "education", "schedule", "freshness")
)


def hours(text):
    """The hours of a week that spans like `1-5 22:00-06:00; 6 09:00-12:00` touch."""
    week = np.zeros(WEEK, bool)
    for span in text.split(";"):
        days, clock = span.split()
        first, last = (int(day) for day in (days.split("-") * 2)[:2])
        begin, end = (int(time.split(":")[0]) for time in clock.split("-"))
        length = end - begin if end > begin else end - begin + 24
        for day in range(first - 1, last):
            week[(day * 24 + begin + np.arange(length)) % WEEK] = True
    return week


def hour_tables():
    """For each free, rather-not and worked span of hours: whether it fits, and the part's value.

    The last of the free and of the rather-not ones stands for "nothing said", the last of the worked ones too; a value
    that is not known is -1.
    """
    worked = [hours(text) for text in markets.WORKED]
    free = [*map(hours, markets.FREE), None]
    rather_not = [*map(hours, markets.RATHER_NOT), None]
    fits = np.ones((len(free), len(worked) + 1), bool)
    value = np.full((len(free), len(rather_not), len(worked) + 1), -1, np.int64)
    for f, own in enumerate(free):
        for w, asked in enumerate(worked):
            fits[f, w] = own is None or not (asked & ~own).any()
            for r, avoided in enumerate(rather_not):
                if own is None and avoided is None:
                    continue
                fitting = np.ones(WEEK, bool) if own is None else own
                fitting = fitting if avoided is None else fitting & ~avoided
                value[f, r, w] = int((fitting & asked).sum()) * ONE // int(asked.sum())
    return fits, value


def ages(born):
    """Full years on the day; -1 if not known."""
    known = ~np.isnat(born)
    month = born.astype("datetime64[M]")
    year = born.astype("datetime64[Y]").astype(int) + 1970
    of_year = month.astype(int) % 12 + 1
    day = (born - month.astype("datetime64[D]")).astype(int) + 1
    today = markets.TODAY.astype(object)
    passed = (of_year < today.month) | ((of_year == today.month) & (day <= today.day))
    return np.where(known, today.year - year - ~passed, -1)


def features(market, occupation):
    """What both ways need, column by column; -1 is "not known"."""
    f = SimpleNamespace(occupation=occupation)
    fields = vars(market)
    for name in ("s_title", "s_education", "s_experience", "s_mode", "p_title", "p_education", "p_experience",
                 "p_age_min", "p_age_max"):
        setattr(f, name, fields[name].astype(np.int32))
    f.s_age = ages(market.s_born).astype(np.int32)
    f.s_floor = np.where(market.s_floor < 0, -1, market.s_floor * 100)  # fen
    f.p_high = np.where(market.p_high < 0, -1, market.p_high * 100)
    f.p_middle = np.where(market.p_high < 0, -1, (market.p_low + market.p_high) * 50)
    # Minutes are whole ones, rounded up: within t minutes is within what is reached in t minutes.
    speed = SPEED[np.maximum(market.s_mode, 0)]
    reach = np.where(market.s_long < 0, -1, market.s_long * speed * 1_000 // (60 * DETOUR))
    both = (market.s_far >= 0) & (reach >= 0)
    f.s_limit = np.where(both, np.minimum(market.s_far, reach), np.maximum(market.s_far, reach))
    # The haversine of two metres more: what is above it needs no arc sine to be too far.
    f.s_bound = np.where(f.s_limit < 0, np.inf, np.sin((f.s_limit + 2) / (2 * EARTH_M)) ** 2)
    f.s_speed, f.s_near = speed, np.where(market.s_near_home, 2 * W_NEAR, W_NEAR)
    f.s_lon, f.s_lat, f.p_lon, f.p_lat = (
        np.radians(fields[name]) for name in ("s_lon", "s_lat", "p_lon", "p_lat")
    )
    f.p_remote, f.p_lodging = market.p_remote, market.p_lodging
    f.p_new = np.where(market.p_published < 0, -1, 14 * ONE // (14 + np.maximum(market.p_published, 0)))
    f.fits, f.hours = hour_tables()
    last = lambda column, names: np.where(column < 0, len(names), column)
    f.s_free, f.s_rather = last(market.s_free, markets.FREE), last(market.s_rather_not, markets.RATHER_NOT)
    f.p_hours = last(market.p_hours, markets.WORKED)
    # Who was not asked for certificates is not refused for want of one.
    f.s_certificates = np.where(market.s_asked, market.s_certificates, np.uint64(2**64 - 1))
    f.p_certificates = market.p_certificates
    f.s_skills, f.p_skills = market.s_skills, market.p_skills
    wide = int(max(market.s_skills.max(), market.p_skills.max())) + 1
    with_it = np.bincount(market.p_skills[market.p_skills >= 0], minlength=wide)
    f.rarity = np.rint((np.log((1 + market.posts) / (1 + with_it)) + 1) * ONE).astype(np.int64)
    f.p_asked = np.where(market.p_skills >= 0, f.rarity[market.p_skills], 0).sum(axis=1)
    return f


def distances(f, i, j):
    """Whole metres, rounded up, between homes and posts; -1 where a place is not known."""
    across = np.sin((f.p_lon[j] - f.s_lon[i]) / 2)
    along = np.sin((f.p_lat[j] - f.s_lat[i]) / 2)
    haversine = along * along + np.cos(f.s_lat[i]) * np.cos(f.p_lat[j]) * across * across
    metres = 2 * EARTH_M * np.arcsin(np.sqrt(haversine))
    return np.where(np.isnan(metres), NOWHERE, np.ceil(np.nan_to_num(metres) - 1e-6)).astype(np.int64)


def numpy_blocks(f, k, block=256):
    """Blocks of people against all posts: a mask of the plain columns, then the rest on the pairs that are left."""
    people, posts = len(f.s_title), len(f.p_title)
    skills = len(f.rarity)
    # Float64 holds these integers exactly, and a product of matrices is much faster than one of integers.
    asked = np.zeros((skills, posts))
    row, column = np.nonzero(f.p_skills >= 0)
    asked[f.p_skills[row, column], row] = f.rarity[f.p_skills[row, column]]
    places = np.ascontiguousarray(vectors(f.p_lon, f.p_lat).T)
    nearest = np.where(f.s_limit < 0, -2.0, np.cos((f.s_limit + 2) / EARTH_M))
    anywhere = np.flatnonzero(f.p_remote | f.p_lodging)
    ids, scores = np.full((people, k), -1, np.int32), np.full((people, k), -1, np.int64)
    for begin in range(0, people, block):
        s = slice(begin, min(begin + block, people))
        age, education, experience, floor = (
            column[s, None] for column in (f.s_age, f.s_education, f.s_experience, f.s_floor)
        )
        ok = (age < 0) | (age >= 16)
        ok = ok & ((age < 0) | (f.p_age_min < 0) | ((f.p_age_min <= age) & (age <= f.p_age_max)))
        ok &= (education < 0) | (f.p_education < 0) | (f.p_education == markets.ANY) | (f.p_education <= education)
        ok &= (experience < 0) | (f.p_experience <= experience)
        ok &= (floor < 0) | (f.p_high < 0) | (floor <= f.p_high)
        ok &= (f.p_certificates & ~f.s_certificates[s, None]) == 0
        ok &= f.fits[f.s_free[s]][:, f.p_hours]
        # By the cosine of the angle, with room for rounding; exactly on the pairs that are left.
        far = vectors(f.s_lon[s], f.s_lat[s]) @ places < nearest[s, None]
        far[:, anywhere] = False
        ok &= ~far
        i, j = np.nonzero(ok)
        own = np.zeros((s.stop - s.start, skills))
        row, column = np.nonzero(f.s_skills[s] >= 0)
        own[row, f.s_skills[s][row, column]] = 1
        had = (own @ asked)[i, j].astype(np.int64)
        i += begin
        metres = distances(f, i, j)
        limit = f.s_limit[i]
        keep = (limit < 0) | (metres < 0) | (metres <= limit) | f.p_remote[j] | f.p_lodging[j]
        i, j, had, metres = i[keep], j[keep], had[keep], metres[keep]
        # One number to sort by: the score, then the posts from last to first.
        key = np.full(ok.shape, -1, np.int64)
        key[i - begin, j] = pair_scores(f, i, j, had, metres) * posts + (posts - 1 - j)
        best = key if posts <= k else np.partition(key, posts - k, axis=1)[:, posts - k :]
        best = -np.sort(-best, axis=1)
        found, few = best >= 0, best.shape[1]
        ids[s, :few] = np.where(found, posts - 1 - best % posts, -1)
        scores[s, :few] = np.where(found, best // posts, -1)
    return ids, scores


def vectors(lon, lat):
    """Places as unit vectors, a row for each."""
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def pair_scores(f, i, j, had, metres):
    """Scores of pairs, given the rarities of the skills that are had and the way."""
    one = np.full(len(i), ONE)
    unknown = np.full(len(i), -1)
    share = lambda part, whole: np.minimum(part * ONE // np.maximum(whole, 1), ONE)
    asked = f.p_asked[j]
    skills = np.where((f.s_skills[i, 0] < 0) | (asked == 0), unknown, share(had, asked))
    travel_s = -(-metres * DETOUR * 3_600 // (f.s_speed[i] * 1_000))
    near = np.where(metres < 0, unknown, 900 * ONE // (900 + travel_s))
    near = np.where(f.p_remote[j], one, np.where(f.p_lodging[j], unknown, near))
    floor, middle = f.s_floor[i], f.p_middle[j]
    wage = share(2 * np.maximum(middle - floor, 0), floor)
    wage = np.where((floor < 0) | (middle < 0), unknown, np.where(floor == 0, one, wage))
    # Whoever is left has what is asked for, if both are known.
    experience = np.where((f.p_experience[j] < 0) | (f.s_experience[i] < 0), unknown, one)
    demand, own = f.p_education[j], f.s_education[i]
    education = np.where(
        (demand < 0) | (own < 0) | (demand == markets.ANY), unknown, ONE - 100_000 * (own - demand).astype(np.int64)
    )
    parts = (
        (f.occupation[f.s_title[i], f.p_title[j]].astype(np.int64), W_OCCUPATION),
        (skills, W_SKILLS),
        (near, f.s_near[i]),
        (wage, W_WAGE),
        (experience, W_EXPERIENCE),
        (education, W_EDUCATION),
        (f.hours[f.s_free[i], f.s_rather[i], f.p_hours[j]], W_HOURS),
        (f.p_new[j], W_NEW),
    )
    known = sum(np.where(value < 0, 0, weight) for value, weight in parts)
    return sum(np.maximum(value, 0) * weight // known for value, weight in parts)


def compiled(threads):
    """The plain loop over all pairs, compiled by numba."""
    import math

    import numba

    numba.set_num_threads(threads)
    any_level = markets.ANY

    @numba.njit(parallel=threads > 1, error_model="numpy")
    def loop(
            s_title, s_age, s_education, s_experience, s_floor, s_limit, s_bound, s_speed, s_near, s_place, s_free,
            s_rather, s_certificates, s_has, s_some, p_title, p_age_min, p_age_max, p_education, p_experience,
            p_high, p_middle, p_place, p_remote, p_lodging, p_new, p_hours, p_certificates, p_skills, p_asked,
            rarity, fits, hours, occupation, ids, scores
    ):
        k = ids.shape[1]
        for i in numba.prange(len(s_title)):
            best, who = scores[i], ids[i]
            age, own, years, floor, limit = s_age[i], s_education[i], s_experience[i], s_floor[i], s_limit[i]
            if 0 <= age < 16:
                continue
            home = s_place[i]
            for j in range(len(p_title)):
                if age >= 0 and p_age_min[j] >= 0 and (age < p_age_min[j] or age > p_age_max[j]):
                    continue
                demand = p_education[j]
                if own >= 0 and demand != any_level and own < demand:
                    continue
                if years >= 0 and years < p_experience[j]:
                    continue
                if floor >= 0 and p_high[j] >= 0 and p_high[j] < floor:
                    continue
                if p_certificates[j] & ~s_certificates[i]:
                    continue
                if not fits[s_free[i], p_hours[j]]:
                    continue
                bound = limit >= 0 and not p_remote[j] and not p_lodging[j]
                across, along, up = p_place[j, 0] - home[0], p_place[j, 1] - home[1], p_place[j, 2] - home[2]
                haversine = (across * across + along * along + up * up) / 4
                if bound and haversine > s_bound[i]:
                    continue
                metres = -1
                if not math.isnan(haversine):
                    metres = int(math.ceil(2 * EARTH_M * math.asin(math.sqrt(haversine)) - 1e-6))
                if bound and metres > limit:
                    continue
                near, wage, known = -1, -1, W_OCCUPATION
                skills = s_some[i] and p_asked[j] > 0
                if skills:
                    known += W_SKILLS
                if p_remote[j]:
                    near = ONE
                elif not p_lodging[j] and metres >= 0:
                    travel_s = (metres * DETOUR * 3_600 + s_speed[i] * 1_000 - 1) // (s_speed[i] * 1_000)
                    near = 900 * ONE // (900 + travel_s)
                if near >= 0:
                    known += s_near[i]
                if floor >= 0 and p_middle[j] >= 0:
                    above = max(p_middle[j] - floor, 0)
                    wage = min(2 * above * ONE // floor, ONE) if floor > 0 else ONE
                    known += W_WAGE
                experience = years >= 0 and p_experience[j] >= 0
                if experience:
                    known += W_EXPERIENCE
                education = own >= 0 and demand >= 0 and demand != any_level
                if education:
                    known += W_EDUCATION
                fitting = hours[s_free[i], s_rather[i], p_hours[j]]
                if fitting >= 0:
                    known += W_HOURS
                if p_new[j] >= 0:
                    known += W_NEW
                score = occupation[s_title[i], p_title[j]] * W_OCCUPATION // known
                if near > 0:
                    score += near * s_near[i] // known
                if wage > 0:
                    score += wage * W_WAGE // known
                if experience:
                    score += ONE * W_EXPERIENCE // known
                if education:
                    score += (ONE - 100_000 * (own - demand)) * W_EDUCATION // known
                if fitting > 0:
                    score += fitting * W_HOURS // known
                if p_new[j] > 0:
                    score += p_new[j] * W_NEW // known
                if skills:
                    # With all skills it would still be none of the best.
                    if score + ONE * W_SKILLS // known <= best[k - 1]:
                        continue
                    had = 0
                    for at in range(p_skills.shape[1]):
                        skill = p_skills[j, at]
                        if skill < 0:
                            break
                        if s_has[i, skill]:
                            had += rarity[skill]
                    score += had * ONE // p_asked[j] * W_SKILLS // known
                # Posts come by id, so that of equal ones the first stays before the later.
                if score > best[k - 1]:
                    at = k - 1
                    while at > 0 and best[at - 1] < score:
                        best[at], who[at] = best[at - 1], who[at - 1]
                        at -= 1
                    best[at], who[at] = score, j

    return loop


def loop_features(f):
    """What the compiled loop needs besides: who has which skill, who has any, and places as vectors."""
    f.s_has = np.zeros((len(f.s_title), len(f.rarity)), bool)
    row, column = np.nonzero(f.s_skills >= 0)
    f.s_has[row, f.s_skills[row, column]] = True
    f.s_some = f.s_skills[:, 0] >= 0
    f.s_place, f.p_place = vectors(f.s_lon, f.s_lat), vectors(f.p_lon, f.p_lat)


def numba_loop(f, k, threads, only=None):
    """The answer of the compiled loop for the first `only` people, or all."""
    people = len(f.s_title) if only is None else min(only, len(f.s_title))
    if not hasattr(f, "loop"):
        f.loop = compiled(threads)
    ids, scores = np.full((people, k), -1, np.int32), np.full((people, k), -1, np.int64)
    s = [getattr(f, "s_" + name)[:people] for name in (
        "title", "age", "education", "experience", "floor", "limit", "bound", "speed", "near", "place", "free",
        "rather", "certificates", "has", "some")]
    p = [getattr(f, "p_" + name) for name in (
        "title", "age_min", "age_max", "education", "experience", "high", "middle", "place", "remote", "lodging",
        "new", "hours", "certificates", "skills", "asked")]
    f.loop(*s, *p, f.rarity, f.fits, f.hours, f.occupation, ids, scores)
    return ids, scores
