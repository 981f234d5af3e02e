package dev.marina.apiserver.cel;

/// What the expressions of one policy and one binding may still cost for one request, and all of them together for that request.
/// Not for several threads.
public final class Budget {

    /// As much as one expression may cost. apiserver's pkg/apis/cel/config.go
    private static final long MOST_PER_EXPRESSION = 1_000_000;
    private static final long MOST_PER_BINDING = 10_000_000;
    private static final long MOST_OF_CONDITIONS = 2_500_000;
    /// Ours: upstream has no end to the number of policies.
    private static final long MOST_PER_REQUEST = 20_000_000;

    private final Request request;
    private long left;

    private Budget(Request request, long left) {
        this.request = request;
        this.left = left;
    }

    /// All that is evaluated for one request.
    public static final class Request {
        private long left = MOST_PER_REQUEST;

        public Budget forBinding() {
            return new Budget(this, MOST_PER_BINDING);
        }

        public Budget forConditions() {
            return new Budget(this, MOST_OF_CONDITIONS);
        }
    }

    long most() {
        return Math.max(0, Math.min(MOST_PER_EXPRESSION, Math.min(left, request.left)));
    }

    void spend(long cost) {
        left -= cost;
        request.left -= cost;
    }

    boolean exhausted() {
        return left < 0 || request.left < 0;
    }
}
