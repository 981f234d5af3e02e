package dev.marina.api;

import java.util.List;

/// Why objects do not proceed, as data. Implemented by the controllers and the scheduler, beside the code that decides.
public interface WaitReasons {

    /// Empty for an object that waits for nothing. Each has a `reason`, a `message` for people, and what the reason is made of.
    ///
    /// @param readable whether whoever asks may know of an object
    List<Document> of(ObjectKey object, Readable readable);

    @FunctionalInterface
    interface Readable {
        boolean may(ObjectKey object);
    }
}
