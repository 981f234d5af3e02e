package dev.marina.console.terminal;

import java.time.Instant;
import java.util.Optional;

/// What a learner has agreed to, as the REST API has it; whoever shares a terminal is asked again and again whether it still stands.
public interface Agreement {

    /// @param typing whether the teacher may type
    record Standing(boolean typing, Instant ends) {}

    /// Empty where it does not stand any more: the class is over, somebody left it or ended it. Blocks.
    ///
    /// @param stream the terminal that it must be about
    /// @throws RuntimeException where that cannot be found out now
    Optional<Standing> standing(String stream);

    /// Ends it there too, where it is about this terminal; blocks.
    void end(String stream);
}
