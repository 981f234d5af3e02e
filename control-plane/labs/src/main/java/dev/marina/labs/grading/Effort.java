package dev.marina.labs.grading;

/// How much looking one grading may still cost, in the units in which Kubernetes measures expressions. Not for several threads.
public final class Effort {

    /// As much as one expression may cost in Kubernetes' own admission.
    private static final long MOST_OF_AN_EXPRESSION = 1_000_000;
    /// Some five times as much as a lab with many goals takes whose objects change often.
    private static final long MOST_OF_A_GRADING = 5_000_000;
    /// To read an object.
    private static final int BYTES_PER_UNIT = 10;
    private static final int UNITS_PER_DECISION = 200;

    private long left;

    private Effort(long left) {
        this.left = left;
    }

    /// Of a lab of the installation.
    public static Effort unbounded() {
        return new Effort(Long.MAX_VALUE);
    }

    /// Of a lab that anybody may have written: who has spent it sees nothing more until the next change.
    public static Effort bounded() {
        return new Effort(MOST_OF_A_GRADING);
    }

    long mostOfAnExpression() {
        return Math.max(0, Math.min(left, MOST_OF_AN_EXPRESSION));
    }

    void spend(long cost) {
        left -= cost;
    }

    /// Answers whether it may still be read.
    boolean reads(int bytes) {
        spend(1 + bytes / BYTES_PER_UNIT);
        return !spent();
    }

    /// Answers whether so many may still be looked at from outside.
    boolean passes(int objects) {
        spend(1 + objects);
        return !spent();
    }

    /// Answers whether so many questions about rights may still be decided.
    boolean decides(int questions) {
        spend((long) questions * UNITS_PER_DECISION);
        return !spent();
    }

    public boolean spent() {
        return left <= 0;
    }
}
