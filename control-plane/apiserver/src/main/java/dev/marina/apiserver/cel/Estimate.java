package dev.marina.apiserver.cel;

/// Between what and what a size or a cost lies, before anything is known of the values. Nothing overflows: the largest number there is
/// stands for all beyond it.
record Estimate(long least, long most) {

    static final Estimate UNKNOWN = new Estimate(0, Long.MAX_VALUE);
    static final Estimate NONE = exactly(0);
    static final Estimate ONE = exactly(1);

    static Estimate exactly(long amount) {
        return new Estimate(amount, amount);
    }

    Estimate plus(Estimate other) {
        return new Estimate(sum(least, other.least), sum(most, other.most));
    }

    Estimate times(Estimate other) {
        return new Estimate(product(least, other.least), product(most, other.most));
    }

    /// Rounded up.
    Estimate times(double factor) {
        return new Estimate(scaled(least, factor), scaled(most, factor));
    }

    /// What holds both.
    Estimate or(Estimate other) {
        return new Estimate(Math.min(least, other.least), Math.max(most, other.most));
    }

    static long product(long one, long other) {
        return other != 0 && one > Long.MAX_VALUE / other ? Long.MAX_VALUE : one * other;
    }

    static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /// A double too large for a long becomes the largest one.
    private static long scaled(long amount, double factor) {
        return amount == Long.MAX_VALUE && factor > 0 ? Long.MAX_VALUE : (long) Math.ceil(amount * factor);
    }
}
