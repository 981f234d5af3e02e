package dev.marina.store.backup;

/// Why a backup could not be written or read.
public abstract sealed class BackupException extends RuntimeException {

    private BackupException(String message, Throwable cause) {
        super(message, cause);
    }

    /// There is no such backup.
    public static final class Missing extends BackupException {
        public Missing(BackupId id) {
            super("the file of backup %s is not there".formatted(id), null);
        }
    }

    /// It is not what was written, or says something else than the cluster did.
    public static final class Damaged extends BackupException {
        public Damaged(BackupId id, String what, Throwable cause) {
            super("backup %s is damaged: %s".formatted(id, what), cause);
        }
    }

    /// It would take more than it may.
    public static final class TooLarge extends BackupException {
        public final long mostBytes;

        public TooLarge(BackupId id, long mostBytes) {
            super("backup %s takes more than %d bytes".formatted(id, mostBytes), null);
            this.mostBytes = mostBytes;
        }
    }

    /// The machine on which a volume lies does not answer, or not to the end; later it may.
    public static final class Unreachable extends BackupException {
        public Unreachable(BackupId id, String volume, String why) {
            super("the volume of claim %s cannot be read for backup %s: %s".formatted(volume, id, why), null);
        }
    }

    /// The disk does not take it, or does not give it back; later it may.
    public static final class NotNow extends BackupException {
        public NotNow(BackupId id, Throwable cause) {
            super("the disk of the platform does not serve backup %s: %s".formatted(id, cause.getMessage()), cause);
        }
    }
}
