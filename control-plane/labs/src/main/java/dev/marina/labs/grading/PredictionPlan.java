package dev.marina.labs.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.Prediction;
import dev.marina.labs.content.Subject;
import dev.marina.labs.content.Texts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// What learners have predicted, and what became of it. Judged once: when the goal is met with which the prediction closes.
record PredictionPlan(List<Judged> judged) {

    enum State {
        OPEN, ANSWERED, CLOSED, RIGHT, WRONG;

        boolean over() {
            return this == CLOSED || this == RIGHT || this == WRONG;
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param answer "" for none
    /// @param truth "" as long as it is open
    record Judged(Prediction prediction, State state, String answer, String truth, Texts because, ObjectNode shown) {
        int earned() {
            return state == State.RIGHT ? prediction.points() : 0;
        }
    }

    static PredictionPlan of(Lab lab, Document run, Predicate<String> ever, ConditionCheck check, ClusterState now) {
        return new PredictionPlan(lab.predictions().stream().map(prediction -> judge(prediction, run, ever, check, now)).toList());
    }

    private static Judged judge(Prediction prediction, Document run, Predicate<String> ever, ConditionCheck check, ClusterState now) {
        JsonNode kept = run.at("status", "predictions").valueStream().filter(each -> each.path("id").asText().equals(prediction.id())).findFirst()
                .orElse(MissingNode.getInstance());
        State before = kept.isMissingNode() ? State.OPEN : State.valueOf(kept.path("state").asText().toUpperCase(Locale.ROOT));
        if (before.over()) {
            return new Judged(prediction, before, kept.path("answer").asText(""), kept.path("truth").asText(""), because(prediction, check),
                    shown(prediction, check));
        }
        String answer = run.text("spec", "predictions", prediction.id());
        if (!ever.test(prediction.until())) {
            return new Judged(prediction, answer.isEmpty() ? State.OPEN : State.ANSWERED, answer, "", Texts.NONE, shown(prediction, check));
        }
        String truth = check.filling().text(prediction.truth().isEmpty() ? measured(prediction, check, now) : prediction.truth());
        State state = answer.isEmpty() ? State.CLOSED : right(prediction, answer, truth) ? State.RIGHT : State.WRONG;
        return new Judged(prediction, state, answer, truth, because(prediction, check), shown(prediction, check));
    }

    private static Texts because(Prediction prediction, ConditionCheck check) {
        return check.filling().texts(prediction.because());
    }

    private static String measured(Prediction prediction, ConditionCheck check, ClusterState now) {
        Subject subject = prediction.measure().orElseThrow().filled(check.filling());
        Optional<ServedKind> kind = check.kinds().find(subject.kind());
        if (kind.isEmpty()) {
            return "0";
        }
        return prediction.value().isEmpty()
                ? Integer.toString(check.selected(subject, kind.get(), now).size())
                : check.value(prediction.value().get(), check.find(subject, kind.get(), now)).map(JsonNode::asText).orElse("");
    }

    private static boolean right(Prediction prediction, String answer, String truth) {
        if (!prediction.choices().isEmpty()) {
            return answer.equals(truth);
        }
        try {
            BigDecimal wanted = new BigDecimal(truth);
            BigDecimal difference = new BigDecimal(answer.strip()).subtract(wanted).abs();
            return difference.compareTo(wanted.abs().multiply(BigDecimal.valueOf(prediction.tolerance(), 2))) <= 0;
        } catch (NumberFormatException e) {
            // an answer that is no number is not right
            return false;
        }
    }

    private static ObjectNode shown(Prediction prediction, ConditionCheck check) {
        ObjectNode node = Document.mapper().createObjectNode().put("id", prediction.id());
        node.set("ask", check.filling().texts(prediction.ask()).json());
        node.put("kind", prediction.choices().isEmpty() ? "number" : "choice");
        if (!prediction.choices().isEmpty()) {
            ArrayNode choices = node.putArray("choices");
            prediction.choices().forEach(choice -> choices.addObject().put("id", choice.id()).set("text", check.filling().texts(choice.text()).json()));
        }
        return node.put("points", prediction.points());
    }

    int earned() {
        return judged.stream().mapToInt(Judged::earned).sum();
    }

    void write(ObjectNode status) {
        if (judged.isEmpty()) {
            return;
        }
        ArrayNode array = status.putArray("predictions");
        for (Judged each : judged) {
            ObjectNode node = each.shown;
            node.put("state", each.state.wire()).put("earned", each.earned());
            if (!each.answer.isEmpty()) {
                node.put("answer", each.answer);
            }
            if (each.state.over()) {
                node.put("truth", each.truth).set("because", each.because.json());
            }
            array.add(node);
        }
    }
}
