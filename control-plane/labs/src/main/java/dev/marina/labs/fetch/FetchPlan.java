package dev.marina.labs.fetch;

import dev.marina.api.Document;
import java.util.Optional;

/// What is to be done for a source of labs that lies in a repository.
sealed interface FetchPlan {

    /// Nobody has to do anything until something changes.
    record Settled() implements FetchPlan {}

    /// The pod that fetches is to be made.
    record Make() implements FetchPlan {}

    /// The pod has ended: what it has printed is the answer.
    record Read() implements FetchPlan {}

    /// Nothing will come of it.
    record Fail(String why) implements FetchPlan {}

    /// A pod of an earlier fetching, or of somebody else, is in the way.
    record Clear() implements FetchPlan {}

    /// By which a fetching is known: what is fetched, and how often it was asked for.
    static String wanted(Document source) {
        return "%d %s@%s:%s".formatted(source.at("spec", "fetches").asLong(), source.text("spec", "git", "url"), source.text("spec", "git", "revision"),
                source.text("spec", "git", "path"));
    }

    /// @param pod of the name that the one of this source has
    static FetchPlan of(Document source, Optional<Document> pod) {
        boolean done = !source.has("spec", "git") || source.text("status", "fetched", "source").equals(wanted(source));
        if (pod.isEmpty()) {
            return done ? new Settled() : new Make();
        }
        boolean own = pod.get().controller().filter(owner -> owner.uid().equals(source.uid())).isPresent()
                && pod.get().text("metadata", "annotations", FetchPod.WANTED).equals(wanted(source));
        if (done || !own) {
            return pod.get().has("metadata", "deletionTimestamp") ? new Settled() : new Clear();
        }
        return switch (pod.get().text("status", "phase")) {
            case "Succeeded" -> new Read();
            case "Failed" -> pod.get().text("status", "reason").equals("DeadlineExceeded") ? new Fail("it took longer than two minutes") : new Read();
            default -> new Settled();
        };
    }
}
