package dev.marina.labs.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.labs.content.Texts;

/// What is there of what a condition looks at.
///
/// @param object missing where there is none, or more than one is looked at
/// @param there how many count
/// @param wanted of how many; 1 where nothing is counted
public record Sight(boolean holds, JsonNode object, int there, int wanted, Texts sees) {

    public static Sight of(boolean holds, Texts sees) {
        return new Sight(holds, MissingNode.getInstance(), holds ? 1 : 0, 1, sees);
    }

    /// How much of it is there, from 0 to 1.
    double share() {
        return holds ? 1 : wanted <= 0 ? 0 : Math.min(1.0, (double) there / wanted);
    }
}
