package dev.marina.console.learn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a learner may change of a run, as a merge patch.
final class RunChange {

    static final String TYPE = "application/merge-patch+json";

    private RunChange() {}

    private static ObjectNode spec(ObjectNode root) {
        return root.putObject("spec");
    }

    private static ObjectNode root() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A merge replaces lists: the whole list is sent.
    static String takeHint(Run run, String hint) {
        ObjectNode root = root();
        ArrayNode hints = spec(root).putArray("hints");
        run.taken().forEach(hints::add);
        if (!run.taken().contains(hint)) {
            hints.add(hint);
        }
        return root.toString();
    }

    static String answer(String prediction, String answer) {
        ObjectNode root = root();
        spec(root).putObject("predictions").put(prediction, answer);
        return root.toString();
    }

    /// @param step back to which; "" for the start
    static String reset(Run run, String step) {
        ObjectNode root = root();
        ObjectNode reset = spec(root).putObject("reset").put("number", run.resets() + 1);
        if (step.isEmpty()) {
            // A merge would keep the step of the last one.
            reset.putNull("step");
        } else {
            reset.put("step", step);
        }
        return root.toString();
    }

    static String finish() {
        ObjectNode root = root();
        spec(root).put("finished", true);
        return root.toString();
    }

    static String start(String lab) {
        ObjectNode root = root().put("apiVersion", "learn.marina.dev/v1").put("kind", "LabRun");
        root.putObject("metadata").put("name", lab);
        spec(root).put("lab", lab);
        return root.toString();
    }
}
