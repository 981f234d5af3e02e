package dev.marina.labs.run;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ResourceVersion;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Lab;

/// A run as it is stored, and its lab.
///
/// @param filling its own names and numbers
public record LabRun(Document document, Lab lab, Filling filling) {

    public static final GroupVersionResource TYPE = new GroupVersionResource("learn.marina.dev", "v1", "labruns");

    public static LabRun of(Document document, Lab lab) {
        return new LabRun(document, lab, lab.filling(document.at("spec", "seed").asLong(), Lab.namespace(document.name())));
    }

    String namespace() {
        return Lab.namespace(document.name());
    }

    String phase() {
        return document.text("status", "phase");
    }

    /// Up to which version of the cluster it was graded; [ResourceVersion#NONE] before the first time.
    ResourceVersion graded() {
        return version("version");
    }

    /// With which it began, or began again.
    public ResourceVersion began() {
        return version("fromVersion");
    }

    private ResourceVersion version(String field) {
        String text = document.text("status", field);
        return text.isEmpty() ? ResourceVersion.NONE : new ResourceVersion(Long.parseLong(text));
    }

    boolean wantsReset() {
        return document.at("spec", "reset", "number").asLong() > document.at("status", "reset", "number").asLong();
    }

    /// Whether it is a task of an exam.
    static boolean ofExam(Document run) {
        return run.has("spec", "exam");
    }

    boolean handedIn() {
        return document.at("spec", "finished").asBoolean();
    }
}
