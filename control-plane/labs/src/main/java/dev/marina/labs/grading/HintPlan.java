package dev.marina.labs.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Hint;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which hints a learner is offered, and what those cost that were taken.
record HintPlan(List<Shown> shown, int cost) {

    /// @param text empty as long as it is not taken
    record Shown(Hint hint, Optional<Texts> text) {}

    /// @param met by the id of a goal
    /// @param fits whether what the hint is for is there
    static HintPlan of(Lab lab, Document run, Predicate<String> met, Predicate<Hint> fits, Filling filling) {
        List<String> taken = run.at("spec", "hints").valueStream().map(JsonNode::asText).toList();
        List<Shown> shown = lab.hints().stream().filter(hint -> taken.contains(hint.id()) || !met.test(hint.goal()) && fits.test(hint))
                .map(hint -> new Shown(hint, taken.contains(hint.id()) ? Optional.of(filling.texts(hint.say())) : Optional.empty())).toList();
        return new HintPlan(shown, shown.stream().filter(each -> each.text.isPresent()).mapToInt(each -> each.hint.price()).sum());
    }

    void write(ObjectNode status) {
        ArrayNode array = status.putArray("hints");
        for (Shown each : shown) {
            ObjectNode node = array.addObject().put("id", each.hint.id()).put("goal", each.hint.goal()).put("price", each.hint.price())
                    .put("state", each.text.isPresent() ? "taken" : "offered");
            each.text.ifPresent(text -> node.set("text", text.json()));
        }
        if (array.isEmpty()) {
            status.remove("hints");
        }
    }
}
