package dev.marina.store.backend;

/// Why a backend gave no plain answer.
public abstract sealed class BackendException extends RuntimeException {

    private BackendException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Nothing happened and nothing will: too large, too many operations.
    public static final class Refused extends BackendException {
        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// No answer: a transaction may have been applied, or may be later; a read told nothing.
    public static final class Doubtful extends BackendException {
        public Doubtful(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
