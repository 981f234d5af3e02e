package dev.marina.csi.rpc;

import dev.marina.csi.volume.InUse;
import dev.marina.csi.volume.NoRoom;
import io.grpc.Status;

/// A refusal with the code that the specification gives it.
public final class CsiFailure extends RuntimeException {

    private final Status.Code code;

    private CsiFailure(Status.Code code, String message) {
        super(message);
        this.code = code;
    }

    static CsiFailure missing(String field) {
        return new CsiFailure(Status.Code.INVALID_ARGUMENT, field + " is missing in request");
    }

    static CsiFailure invalid(String message) {
        return new CsiFailure(Status.Code.INVALID_ARGUMENT, message);
    }

    static CsiFailure notFound(String volume) {
        return new CsiFailure(Status.Code.NOT_FOUND, "volume %s does not exist".formatted(volume));
    }

    static CsiFailure snapshotNotFound(String snapshot) {
        return new CsiFailure(Status.Code.NOT_FOUND, "snapshot %s does not exist".formatted(snapshot));
    }

    static CsiFailure groupNotFound(String group) {
        return new CsiFailure(Status.Code.NOT_FOUND, "group snapshot %s does not exist".formatted(group));
    }

    static CsiFailure aborted(String message) {
        return new CsiFailure(Status.Code.ABORTED, message);
    }

    static CsiFailure alreadyExists(String message) {
        return new CsiFailure(Status.Code.ALREADY_EXISTS, message);
    }

    static CsiFailure outOfRange(String message) {
        return new CsiFailure(Status.Code.OUT_OF_RANGE, message);
    }

    static CsiFailure precondition(String message) {
        return new CsiFailure(Status.Code.FAILED_PRECONDITION, message);
    }

    static CsiFailure exhausted(String message) {
        return new CsiFailure(Status.Code.RESOURCE_EXHAUSTED, message);
    }

    /// What a backend says that cannot do it now.
    static CsiFailure of(RuntimeException refused) {
        return switch (refused) {
            case NoRoom full -> exhausted(full.getMessage());
            case InUse used -> precondition(used.getMessage());
            default -> throw refused;
        };
    }

    public Status status() {
        return code.toStatus().withDescription(getMessage());
    }
}
