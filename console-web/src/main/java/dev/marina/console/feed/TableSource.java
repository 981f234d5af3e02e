package dev.marina.console.feed;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// One kind of one cluster, as the API prints it, for one person. Methods block; any thread may call them, one at a time.
public interface TableSource {

    /// A page of the list, row by row, so that nobody has to hold it whole.
    ///
    /// @param continueToken "" for the first page
    /// @throws Refusal when the API says no
    /// @throws IOException when it does not answer
    Page list(String continueToken, int limit, Consumer<Row> rows) throws IOException;

    /// Changes after a version until the watch ends by itself, the thread is interrupted or the connection is lost. 410 as a
    /// [Refusal] means that the list has to be taken again.
    ///
    /// @param opened runs once the API has accepted the watch
    void watch(String resourceVersion, Runnable opened, Consumer<Change> changes) throws IOException;

    /// @param remaining how many more the API says there are; -1 where it does not say
    record Page(List<Column> columns, String resourceVersion, String continueToken, long remaining) {}

    sealed interface Change {
        /// The version to go on from.
        String resourceVersion();

        /// @param created whether the object is new, rather than a change of one that was listed or created before
        record Put(Row row, boolean created, String resourceVersion) implements Change {}

        record Gone(String uid, String resourceVersion) implements Change {}

        record Bookmark(String resourceVersion) implements Change {}
    }

    /// The API's own no.
    final class Refusal extends RuntimeException {
        private final int status;
        private final List<Cause> causes;

        /// What is wrong with one field.
        ///
        /// @param reason such as `FieldValueRequired`
        /// @param field such as `spec.replicas`; "" where it is not about one
        public record Cause(String reason, String field, String message) {}

        public Refusal(int status, String message) {
            this(status, message, List.of());
        }

        public Refusal(int status, String message, List<Cause> causes) {
            super(message);
            this.status = status;
            this.causes = List.copyOf(causes);
        }

        public List<Cause> causes() {
            return causes;
        }

        public int status() {
            return status;
        }
    }

    /// The person's login ended while a token was asked for.
    final class LoginEnded extends RuntimeException {
        public LoginEnded(Throwable cause) {
            super("the login is over", cause);
        }
    }
}
