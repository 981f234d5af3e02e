package dev.marina.labs.content;

/// How many expressions may still be compiled of one lab, or of one source's labs together.
final class ExpressionBudget {

    private final int most;
    private int taken;

    ExpressionBudget(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    /// Answers whether there are so many left.
    boolean take(int more) {
        if (more > most - taken) {
            return false;
        }
        taken += more;
        return true;
    }
}
