package dev.marina.net.cni;

/// A refusal that goes back to the caller with a code of the CNI specification.
public final class CniException extends RuntimeException {

    public static final int INCOMPATIBLE_VERSION = 1;
    public static final int UNSUPPORTED_FIELD = 2;
    public static final int UNKNOWN_CONTAINER = 3;
    public static final int INVALID_ENVIRONMENT = 4;
    public static final int IO_FAILURE = 5;
    public static final int UNDECODABLE = 6;
    public static final int INVALID_CONFIGURATION = 7;
    public static final int TRY_AGAIN = 11;
    public static final int NOT_AVAILABLE = 50;
    public static final int LIMITED = 51;
    /// First of the codes that plugins may give a meaning of their own; here: the attachment is not as it should be.
    public static final int WRONG_STATE = 100;

    private final int code;

    public CniException(int code, String message) {
        super(message);
        this.code = code;
    }

    public CniException(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
