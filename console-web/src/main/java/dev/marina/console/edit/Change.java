package dev.marina.console.edit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.util.List;

/// An edited object on its way to the API. Blocks; for an [dev.marina.console.shell.Attempt].
///
/// @param path of the object
/// @param base what was begun with
/// @param text as it was edited
public record Change(ClusterApi api, String path, JsonNode base, String text) {

    /// @param dry nothing is stored
    /// @param force fields that others manage are taken over
    public Outcome make(boolean dry, boolean force) throws IOException {
        JsonNode edited;
        try {
            edited = YamlDocuments.one(text);
        } catch (YamlDocuments.Fault fault) {
            return new Outcome.Unreadable(fault.line(), fault.getMessage());
        }
        for (String name : List.of("name", "namespace")) {
            if (!edited.path("metadata").path(name).equals(base.path("metadata").path(name))) {
                return new Outcome.Invalid("", List.of(new Refusal.Cause("FieldValueInvalid", "metadata." + name, "it is another object then")));
            }
        }
        JsonNode current = api.read(path);
        EditPlan plan = EditPlan.of(base, edited, current);
        if (plan.nothing()) {
            return new Outcome.Nothing();
        }
        if (!plan.clashes().isEmpty() && !force) {
            return new Outcome.Changed(plan.clashes());
        }
        if (!plan.ownersOfRemoved(current).isEmpty() && !force && !dry) {
            return new Outcome.Owned(
                    plan.removedFields().stream().map(field -> new Outcome.Owned.Field(String.join(", ", plan.ownersOfRemoved(current)), field))
                            .toList());
        }
        try {
            return made(plan, current, dry, force);
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    private Outcome made(EditPlan plan, JsonNode current, boolean dry, boolean force) throws IOException {
        String query = "?fieldManager=%s&fieldValidation=Strict%s".formatted(FieldOwners.CONSOLE, dry ? "&dryRun=All" : "");
        JsonNode result = current;
        if (!plan.removed().isEmpty()) {
            result = api.write("PATCH", path + query, "application/json-patch+json", plan.removal(current).toString());
        }
        if (plan.apply() != null) {
            result = api.write("PATCH", path + query + (force ? "&force=true" : ""), "application/apply-patch+yaml", plan.apply().toString());
        }
        return new Outcome.Made(current, dry ? plan.without(result) : result, plan.ownersOfRemoved(current));
    }

    static Outcome refused(Refusal refusal) {
        List<Outcome.Owned.Field> owned = refusal.causes().stream().filter(cause -> cause.reason().equals("FieldManagerConflict"))
                .map(cause -> new Outcome.Owned.Field(cause.message().replaceFirst("^conflict with ", ""), cause.field())).toList();
        return owned.isEmpty() ? new Outcome.Invalid(refusal.getMessage(), refusal.causes()) : new Outcome.Owned(owned);
    }

    /// What became of it.
    public sealed interface Outcome {

        record Nothing() implements Outcome {}

        /// @param removedFrom managers who lose what was removed
        record Made(JsonNode before, JsonNode after, List<String> removedFrom) implements Outcome {}

        /// Others manage these fields and want something else.
        record Owned(List<Field> fields) implements Outcome {
            public record Field(String owner, String field) {}
        }

        /// These fields were changed by somebody else meanwhile.
        record Changed(List<EditPlan.Clash> clashes) implements Outcome {}

        record Unreadable(int line, String why) implements Outcome {}

        /// @param causes each with its field
        record Invalid(String message, List<Refusal.Cause> causes) implements Outcome {}
    }
}
