package dev.marina.builds;

import dev.marina.builds.ImagePlan.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Carries out the stages of a Dockerfile that runs something, one after the other in the root of the commands' container. Of the chain of layers those
/// that an earlier build has kept are taken from there, as far as they are; what comes after is made, and kept.
final class StageBuild {

    private static final long MOST_BYTES = 2L << 30;
    private static final Description AS_IT_IS = new Description(List.of(), List.of(), Map.of(), "", "", List.of(), Map.of());

    private final Chain chain;
    private final Context context;
    private final BuildOrder order;
    private final Bases bases;
    private final KeptLayers layers;
    private final Root root;
    private final String cache;
    private final ReusedLayers reused;
    private final int found;
    private final Map<Integer, OciImage> images = new HashMap<>();
    /// What is put aside for a later step has a number.
    private final Map<Step.Copy, Integer> kept = new IdentityHashMap<>();
    private boolean keeping = true;

    StageBuild(Dockerfile file, Context context, BuildOrder order, Bases bases, KeptLayers layers) throws IOException, InterruptedException {
        this.context = context;
        this.order = order;
        this.bases = bases;
        this.layers = layers;
        this.root = new Root(new Runner(order.runner().orElseThrow(() -> new BuildFailure("commands of a source are not run by this build"))));
        this.cache = order.cache().isPresent() ? "/.marina/cache" : "/.marina/tmp";
        this.chain = Chain.of(file, order.arguments(), bases, LayerKey.start(order.surroundings()), this::contents);
        this.reused = ReusedLayers.of(chain, layers, order.work());
        this.found = reused.found();
    }

    /// The last stage's image.
    OciImage run() throws IOException, InterruptedException {
        Set<Integer> wanted = chain.wanted(found);
        if (found < chain.links().size()) {
            root.prepare(Repositories.SETTINGS, order.repositories().maven(cache), cache);
        }
        try {
            for (int number : chain.stages()) {
                Dockerfile.Stage stage = chain.file().stages().get(number);
                System.out.printf("==> stage %s: %s%n", stage.name().isEmpty() ? Integer.toString(number) : stage.name(), stage.base());
                chain.reused(number, found).stream().flatMap(link -> link.steps().stream())
                        .forEach(step -> System.out.printf("==> line %d: CACHED %s%n", step.line(), step.text()));
                if (wanted.contains(number)) {
                    stage(number);
                }
            }
        } catch (BuildFailure failure) {
            giveUp();
            throw failure;
        }
        return images.get(chain.last());
    }

    /// Commands may have filled the node's disk, on which the report is to be written.
    private void giveUp() throws IOException {
        try {
            root.clear();
        } catch (BuildFailure gone) {
            System.out.println("==> " + gone.getMessage());
        }
    }

    private String contents(Step.Copy copy) throws IOException {
        try {
            List<String> sources = new ArrayList<>();
            copy.from().forEach(from -> sources.addAll(context.named(from)));
            return context.digest(sources);
        } catch (BuildFailure failure) {
            throw Instruction.wrong(copy.line(), failure.getMessage());
        }
    }

    private void stage(int number) throws IOException, InterruptedException {
        List<Chain.Link> made = chain.made(number, found);
        List<Step.Copy> asked = chain.takenFrom(number, found);
        for (Step.Copy copy : chain.takes(number, found)) {
            if (chain.file().stage(copy.stage().get(), number) < 0) {
                takeFromImage(copy);
            }
        }
        OciImage image = base(number);
        int below = image.layers().size();
        image.extend(reused.of(chain, number, order.work()), AS_IT_IS);
        List<PackedLayer> more = new ArrayList<>();
        if (!made.isEmpty() || !asked.isEmpty()) {
            boolean whole = chain.plans().get(number).needsFiles() || !asked.isEmpty();
            root.clear();
            root.unpack(whole ? image.layers() : image.layers().subList(below, image.layers().size()));
            make(number, made, below == 0, more);
        }
        for (Step.Copy copy : asked) {
            root.keep(number(copy), copy);
        }
        if (chain.isImage(number, found)) {
            image.extend(more, chain.plans().get(number).changes());
            images.put(number, image);
        } else {
            image.delete();
        }
    }

    private OciImage base(int number) throws IOException, InterruptedException {
        String name = chain.file().stages().get(number).base();
        Path into = order.work().resolve("stage-" + number);
        return chain.base(number) >= 0 ? images.get(chain.base(number)).copy(into) : fetch(name, into);
    }

    /// The very image that the keys are of.
    private OciImage fetch(String name, Path into) throws IOException, InterruptedException {
        OciImage image = bases.fetch(name, into);
        if (!image.description().layers().equals(chain.images().get(name).layers())) {
            throw new BuildFailure("%s has become another image meanwhile; another build takes that one".formatted(name));
        }
        return image;
    }

    private void takeFromImage(Step.Copy copy) throws IOException, InterruptedException {
        System.out.println("==> files of " + copy.stage().get());
        OciImage image = fetch(copy.stage().get(), order.work().resolve("taken-" + number(copy)));
        root.clear();
        root.unpack(image.layers());
        root.keep(number(copy), copy);
        image.delete();
    }

    private int number(Step.Copy copy) {
        return kept.computeIfAbsent(copy, _ -> kept.size());
    }

    private void make(int stage, List<Chain.Link> links, boolean parents, List<PackedLayer> made) throws IOException, InterruptedException {
        if (links.isEmpty()) {
            return;
        }
        StepRun steps = new StepRun(root, context, order, cache, kept);
        RootFiles before = root.list();
        for (Chain.Link link : links) {
            for (Step step : link.steps()) {
                steps.carryOut(step);
            }
            RootFiles after = root.list();
            pack(stage, link, after.since(before, parents)).ifPresent(made::add);
            before = after;
        }
    }

    /// Empty: nothing has changed, or nobody needs it.
    private Optional<PackedLayer> pack(int stage, Chain.Link link, RootFiles.Changes changes) throws IOException, InterruptedException {
        boolean needed = chain.isImage(stage, found);
        if (changes.isEmpty()) {
            keep(link.key(), Optional.empty());
            return Optional.empty();
        }
        keeping &= needed || changes.bytes() <= MOST_BYTES;
        if (!needed && !keeping) {
            return Optional.empty();
        }
        PackedLayer.Writer writer = new PackedLayer.Writer(order.work().resolve("made-" + link.key().hex()), needed ? Long.MAX_VALUE : layers.mostBytes());
        try (writer) {
            root.pack(changes, writer, MOST_BYTES);
        }
        Optional<PackedLayer> layer = writer.layer(link.steps().getLast().text());
        if (layer.isEmpty() && keeping) {
            System.out.printf("==> this layer and what follows is not kept for other builds: it has more than %d bytes%n", layers.mostBytes());
            keeping = false;
        }
        if (layer.isPresent()) {
            System.out.printf("==> layer: %d files changed, %d removed, %d bytes%n", changes.changed().size(), changes.removed().size(),
                    Files.size(layer.get().file()));
            keep(link.key(), layer);
        }
        if (layer.isPresent() && !needed) {
            Files.delete(layer.get().file());
            return Optional.empty();
        }
        return layer;
    }

    /// Where one is not kept, what lies upon it would never be found.
    private void keep(LayerKey key, Optional<PackedLayer> layer) throws IOException, InterruptedException {
        if (keeping) {
            keeping = layers.keep(key, layer);
        }
    }
}
