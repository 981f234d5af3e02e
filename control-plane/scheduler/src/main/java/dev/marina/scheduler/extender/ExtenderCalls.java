package dev.marina.scheduler.extender;

import dev.marina.api.ClusterId;
import java.time.Duration;

/// Calls servers of a cluster's own. Blocks for the time that is given at most; from any thread but the scheduler's.
@FunctionalInterface
public interface ExtenderCalls {

    /// Where nobody is called.
    ExtenderCalls NONE = (_, url, _, _, _) -> {
        throw new Failed("Post \"%s\": extenders are not called here".formatted(url));
    };

    /// A call that came to nothing; the message says why.
    final class Failed extends Exception {
        public Failed(String message) {
            super(message, null, false, false);
        }
    }

    /// @param caBundle PEM in base64; "" for authorities that everybody trusts
    /// @return the body of an answer that says 200
    byte[] post(ClusterId cluster, String url, String caBundle, byte[] body, Duration timeout) throws Failed;
}
