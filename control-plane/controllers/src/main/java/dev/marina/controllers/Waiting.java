package dev.marina.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Waits;
import dev.marina.controllers.explanation.FinalizerWaits;
import dev.marina.controllers.explanation.HeldWaits;
import dev.marina.controllers.explanation.NodeWaits;
import dev.marina.controllers.explanation.ReadinessWaits;
import dev.marina.controllers.explanation.ServiceWaits;
import dev.marina.controllers.explanation.WorkloadWaits;
import dev.marina.controllers.namespace.NamespaceWaits;
import dev.marina.controllers.volume.ClaimWaits;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the controllers know of why an object does not proceed.
public final class Waiting implements WaitReasons {

    private final ControllerContext context;
    /// One line each.
    private final List<Waits> parts;

    public Waiting(ControllerContext context) {
        this.context = context;
        this.parts = List.of(
                new HeldWaits(context.gate()),
                new FinalizerWaits(),
                new NamespaceWaits(),
                new WorkloadWaits(),
                new NodeWaits(),
                new ReadinessWaits(),
                new ServiceWaits(),
                new ClaimWaits());
    }

    @Override
    public List<Document> of(ObjectKey object, Readable readable) {
        Snapshot snapshot = new Snapshot(context.store().image(object.cluster()), context.decoder());
        Optional<Stored> stored = snapshot.stored(object).filter(each -> !each.opaque());
        Stream<ObjectNode> reasons = stored.stream().flatMap(each -> parts.stream().flatMap(part -> part.of(snapshot, each, readable).stream()));
        return reasons.map(Document::of).toList();
    }
}
