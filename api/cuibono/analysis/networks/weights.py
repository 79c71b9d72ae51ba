"""What weights are divided by (DNA manual, "Normalization for One-Mode Networks" and following)."""

from cuibono.analysis.networks.parameters import Normalisation


def divisor(
    by: Normalisation,
    *,
    activity: tuple[int, int],
    shared: tuple[int, int],
    congruence: int,
) -> float:
    """Return what the weight of a tie is divided by.

    `activity` is the number of statements of each end; `shared` those of each on what the other
    end says the same of; `congruence` the pairs that agree. With x of the manual: sum of x[i,j,k]
    over j and k; of x[i,j,k] where x[i',j,k] > 0; of x[i,j,k] x[i',j,k].
    """
    first, second = activity
    match by:
        case Normalisation.NONE:
            return 1.0
        case Normalisation.ACTIVITY:
            return float(first)
        case Normalisation.PROMINENCE:
            return float(second)
        case Normalisation.AVERAGE:
            return (first + second) / 2
        case Normalisation.JACCARD:
            return float(first - shared[0] + second - shared[1] + congruence)
        case Normalisation.COSINE:
            return float(first * second)
