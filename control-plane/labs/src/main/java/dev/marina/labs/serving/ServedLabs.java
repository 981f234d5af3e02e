package dev.marina.labs.serving;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.learn.Labs;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.run.LabRun;
import dev.marina.store.ClusterStore;
import java.util.List;
import java.util.Optional;

/// The installation's labs for its API server.
public final class ServedLabs implements Labs {

    private static final long EXAMPLE = 1;

    private final LabCatalogue catalogue;
    private final ClusterStore store;
    private final List<Document> all;

    public ServedLabs(LabCatalogue catalogue, ClusterStore store) {
        this.catalogue = catalogue;
        this.store = store;
        this.all = catalogue.labs().stream().map(lab -> LabDocument.of(lab, lab.filling(EXAMPLE, "lab-" + lab.id()))).toList();
    }

    @Override
    public List<Document> all() {
        return all;
    }

    @Override
    public Optional<Document> text(String lab) {
        return catalogue.find(lab).map(found -> LabDocument.text(found, lab, found.filling(EXAMPLE, "lab-" + lab)));
    }

    @Override
    public Document text(Document run) {
        Lab lab = catalogue.find(run.text("spec", "lab")).orElseThrow(() -> new StatusException(404, "NotFound",
                "the installation has no lab \"%s\" any more".formatted(run.text("spec", "lab")), StatusException.Details.NONE));
        return LabDocument.text(lab, run.name(), LabRun.of(run, lab).filling());
    }

    @Override
    public Document story(ClusterId cluster, Document run, WaitReasons.Readable readable) {
        return Story.of(store, cluster, run, readable).document(run.name());
    }
}
