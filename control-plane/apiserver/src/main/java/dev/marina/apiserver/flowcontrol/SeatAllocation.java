package dev.marina.apiserver.flowcontrol;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// Divides seats among levels by what they are asked for, within what each may have. Pure. KEP-1040, "Dispatching":
/// there is one proportion of what is asked for that everybody gets, except for those whom a bound holds.
record SeatAllocation(double[] seats, double proportion) {

    /// Asking for nothing is asking for very little: what is left is divided too.
    private static final double LEAST_TARGET = 0.001;

    /// @param target what is asked for, between the bounds or above
    record Claim(double target, double lower, double upper) {
        double at(double proportion) {
            return Math.clamp(Math.max(target, LEAST_TARGET) * proportion, lower, upper);
        }
    }

    /// Where the bounds do not allow the sum, everybody is at theirs.
    static SeatAllocation of(double sum, List<Claim> claims) {
        double least = claims.stream().mapToDouble(Claim::lower).sum();
        double most = claims.stream().mapToDouble(Claim::upper).sum();
        if (sum <= least) {
            return new SeatAllocation(claims.stream().mapToDouble(Claim::lower).toArray(), 0);
        }
        if (sum >= most) {
            return new SeatAllocation(claims.stream().mapToDouble(Claim::upper).toArray(), 1);
        }
        // The sum grows with the proportion: between two bounds evenly, so the interval is found first and the rest is a division.
        double[] bends = claims.stream().flatMapToDouble(claim -> DoubleStream.of(claim.lower() / Math.max(claim.target(), LEAST_TARGET),
                claim.upper() / Math.max(claim.target(), LEAST_TARGET))).sorted().toArray();
        double below = 0;
        double above = bends[bends.length - 1];
        for (double bend : bends) {
            if (total(claims, bend) <= sum) {
                below = bend;
            } else {
                above = bend;
                break;
            }
        }
        double from = total(claims, below);
        double to = total(claims, above);
        double proportion = to == from ? below : below + (above - below) * (sum - from) / (to - from);
        return new SeatAllocation(claims.stream().mapToDouble(claim -> claim.at(proportion)).toArray(), proportion);
    }

    private static double total(List<Claim> claims, double proportion) {
        return claims.stream().mapToDouble(claim -> claim.at(proportion)).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeatAllocation that && Arrays.equals(seats, that.seats) && proportion == that.proportion;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(seats);
    }

    @Override
    public String toString() {
        return "SeatAllocation[%s of what is asked for: %s]".formatted(proportion, Arrays.toString(seats));
    }
}
