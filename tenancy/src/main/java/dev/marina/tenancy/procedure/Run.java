package dev.marina.tenancy.procedure;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One piece of work and how far it got.
///
/// @param about what no two open pieces of work of one kind are about, such as `acme/default`
/// @param input as JSON
/// @param done the last step known to be carried out
/// @param attempts how often it failed since its last step
/// @param failure why it waits, or why it was undone
public record Run(UUID id, String kind, String about, String input, State state, Optional<String> done, int attempts, Optional<String> failure,
        Instant startedAt) {

    /// Named as in the table.
    public enum State {
        Running, Undoing, Complete, Undone;

        public boolean open() {
            return this == Running || this == Undoing;
        }
    }
}
