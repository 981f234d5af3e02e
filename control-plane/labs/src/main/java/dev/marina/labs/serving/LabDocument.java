package dev.marina.labs.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Goal;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabText;
import java.util.Locale;

/// A lab and its text as objects.
final class LabDocument {

    static final String VERSION = "learn.marina.dev/v1";

    private LabDocument() {}

    /// @param example with which places for values are filled
    static Document of(Lab lab, Filling example) {
        return Document.object(VERSION, "Lab").with(lab.id(), "metadata", "name").edited(root -> {
            ObjectNode spec = root.putObject("spec");
            spec.set("title", example.texts(lab.title()).json());
            spec.set("summary", example.texts(lab.summary()).json());
            spec.put("course", lab.course().id()).set("courseTitle", lab.course().title().json());
            spec.put("order", lab.order()).put("minutes", lab.minutes());
            if (lab.authored()) {
                spec.put("source", lab.source());
            }
            lab.needs().forEach(spec.putArray("needs")::add);
            spec.put("nodes", lab.nodes().name().toLowerCase(Locale.ROOT));
            lab.scenarios().forEach(spec.putArray("scenarios")::add);
            spec.put("points", lab.points());
            ArrayNode goals = spec.putArray("goals");
            lab.goals().forEach(goal -> goals.addObject().put("id", goal.id()).put("points", goal.points()).set("title", example.texts(goal.title()).json()));
            ArrayNode steps = spec.putArray("steps");
            lab.steps().forEach(step -> {
                ObjectNode node = steps.addObject().put("id", step.id());
                node.set("title", example.texts(step.title()).json());
                step.goals().stream().map(Goal::id).forEach(node.putArray("goals")::add);
            });
            spec.put("hints", lab.hints().size()).put("predictions", lab.predictions().size());
        });
    }

    /// @param name of the lab or the run
    static Document text(Lab lab, String name, Filling filling) {
        return Document.object(VERSION, "LabText").with(name, "metadata", "name").edited(root -> {
            ObjectNode values = root.putObject("values");
            filling.values().forEach(values::put);
            ObjectNode languages = root.putObject("languages");
            lab.text().forEach((language, text) -> language(languages.putObject(language), lab, text.filled(filling)));
        });
    }

    private static void language(ObjectNode node, Lab lab, LabText text) {
        node.put("intro", text.intro());
        ArrayNode steps = node.putArray("steps");
        for (LabText.Part part : text.parts()) {
            ObjectNode step = steps.addObject().put("id", part.id()).put("title", part.title()).put("body", part.body());
            ArrayNode goals = step.putArray("goals");
            lab.goals().stream().filter(goal -> goal.step().equals(part.id())).map(Goal::id).forEach(goals::add);
        }
        node.put("outro", text.outro());
    }
}
