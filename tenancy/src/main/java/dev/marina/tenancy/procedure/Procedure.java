package dev.marina.tenancy.procedure;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One kind of work. Steps may be carried out again after they were, and undone when they were not: what they make bears the
/// work's id, so that nothing of anybody else is touched.
///
/// @param kind as in the table; never changes
/// @param input what the work is about, kept with it as JSON
/// @param steps in their order; a step's name never changes
public record Procedure<S>(String kind, Class<S> input, List<Step<S>> steps) {

    public Procedure {
        steps = List.copyOf(steps);
        if (steps.stream().map(Step::name).distinct().count() != steps.size()) {
            throw new IllegalArgumentException("two steps of %s have one name".formatted(kind));
        }
    }

    /// @param undo what makes it as if the step had never been; nothing where that goes with an earlier step's
    public record Step<S>(String name, Consumer<S> effect, Consumer<S> undo) {

        public static <S> Step<S> of(String name, Consumer<S> effect) {
            return new Step<>(name, effect, _ -> {});
        }
    }

    List<Step<S>> after(Optional<String> done) {
        return steps.subList(done.map(name -> index(name) + 1).orElse(0), steps.size());
    }

    /// From the step that may have been under way back to the first.
    List<Step<S>> backwardsFrom(Optional<String> done) {
        int underWay = done.map(name -> index(name) + 1).orElse(0);
        return steps.subList(0, Math.min(underWay + 1, steps.size())).reversed();
    }

    private int index(String name) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("%s has no step %s".formatted(kind, name));
    }
}
