package dev.marina.labs.content;

import dev.marina.apiserver.cel.StateExpression;
import java.util.List;
import java.util.Optional;

/// What a learner is asked before a goal is met, and what the answer is compared with after.
///
/// @param until the goal with which it closes
/// @param choices none: a number is asked for
/// @param truth the right choice, or a number; "" where it is measured
/// @param measure the object, or the objects that are counted
/// @param value of the object; empty: objects are counted
/// @param tolerance in per cent of the truth
public record Prediction(String id, String until, Texts ask, List<Choice> choices, String truth, Optional<Subject> measure, Optional<StateExpression> value,
        int tolerance, int points, Texts because) {

    public record Choice(String id, Texts text) {}
}
