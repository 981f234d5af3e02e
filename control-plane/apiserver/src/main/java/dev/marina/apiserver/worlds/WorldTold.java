package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.plan.Planned;
import java.util.List;

/// What is said of one of the worlds alone.
///
/// @param steps every change, in its order
/// @param refused what the server refused of what was done
/// @param waits what does not proceed at the end
/// @param notAsked webhooks that would be asked and were not
/// @param reasons why the object in which the worlds parted, or whose it is, did not go on at that moment
public record WorldTold(List<Step> steps, List<Planned.Applied> applied, List<Refused> refused, List<Planned.Waits> waits, List<ObjectKey> notAsked,
        List<Planned.Waits> reasons) {

    /// @param message in the server's own words
    public record Refused(int second, ObjectKey object, String message) {}

    void show(ObjectNode node, WaitReasons.Readable readable) {
        ArrayNode manifests = node.putArray("manifests");
        applied.forEach(each -> each.show(manifests.addObject()));
        refused(node, refused, readable);
        waits(node, waits);
        ArrayNode webhooks = node.putArray("notAsked");
        notAsked.stream().filter(readable::may).forEach(webhook -> webhooks.add(webhook.resource() + "/" + webhook.name()));
    }

    static void refused(ObjectNode node, List<Refused> all, WaitReasons.Readable readable) {
        ArrayNode refusals = node.putArray("refused");
        all.stream().filter(each -> readable.may(each.object())).forEach(each -> {
            ObjectNode one = refusals.addObject().put("second", each.second()).put("message", each.message());
            Step.describe(one.putObject("object"), each.object());
        });
    }

    static void waits(ObjectNode node, List<Planned.Waits> all) {
        ArrayNode waiting = node.putArray("waiting");
        all.forEach(each -> each.show(waiting.addObject()));
    }

}
