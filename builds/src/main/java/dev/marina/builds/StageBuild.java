package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Carries out the stages of a Dockerfile that runs something, one after the other in the root of the commands' container.
final class StageBuild {

    private static final long MOST_BYTES = 2L << 30;

    private final Dockerfile file;
    private final Context context;
    private final BuildOrder order;
    private final Bases bases;
    private final Root root;
    private final String cache;
    private final Map<Integer, StagePlan> plans = new HashMap<>();
    private final Map<Integer, OciImage> images = new HashMap<>();
    /// What is put aside for a later step has a number.
    private final Map<Step.Copy, Integer> kept = new IdentityHashMap<>();

    StageBuild(Dockerfile file, Context context, BuildOrder order, Bases bases) {
        this.file = file;
        this.context = context;
        this.order = order;
        this.bases = bases;
        this.root = new Root(new Runner(order.runner().orElseThrow(() -> new BuildFailure("commands of a source are not run by this build"))));
        this.cache = order.cacheKept() ? "/.marina/cache" : "/.marina/tmp";
    }

    /// The last stage's image.
    OciImage run() throws IOException, InterruptedException {
        List<Integer> needed = file.needed();
        plan(needed);
        root.prepare(Repositories.SETTINGS, order.repositories().maven(cache), cache);
        try {
            for (int number : needed) {
                stage(number, needed);
            }
        } catch (BuildFailure failure) {
            giveUp();
            throw failure;
        }
        return images.get(needed.getLast());
    }

    /// Commands may have filled the node's disk, on which the report is to be written.
    private void giveUp() throws IOException {
        try {
            root.clear();
        } catch (BuildFailure gone) {
            System.out.println("==> " + gone.getMessage());
        }
    }

    /// All of it before the first command: a mistake in the last line is said at once.
    private void plan(List<Integer> needed) throws IOException, InterruptedException {
        Map<Integer, BaseDescription> results = new HashMap<>();
        for (int number : needed) {
            Dockerfile.Stage stage = file.stages().get(number);
            int earlier = file.stage(stage.base(), number);
            BaseDescription base = earlier >= 0 ? results.get(earlier) : bases.describe(stage.base());
            plans.put(number, StagePlan.of(file, stage, base, order.arguments()));
            results.put(number, base.with(plans.get(number).changes()));
            copies(number).forEach(copy -> kept.put(copy, kept.size()));
        }
    }

    /// Of a stage's steps those that take from another stage or image.
    private List<Step.Copy> copies(int number) {
        return plans.get(number).steps().stream().filter(step -> step instanceof Step.Copy copy && copy.stage().isPresent()).map(Step.Copy.class::cast)
                .toList();
    }

    private void stage(int number, List<Integer> needed) throws IOException, InterruptedException {
        for (Step.Copy copy : copies(number)) {
            if (file.stage(copy.stage().get(), number) < 0) {
                takeFromImage(copy);
            }
        }
        Dockerfile.Stage stage = file.stages().get(number);
        System.out.printf("==> stage %s: %s%n", stage.name().isEmpty() ? Integer.toString(number) : stage.name(), stage.base());
        OciImage image = base(number);
        boolean whole = plans.get(number).needsFiles();
        root.clear();
        if (whole) {
            root.unpack(image);
        }
        RootFiles before = root.list();
        StepRun steps = new StepRun(root, context, order, cache, kept);
        for (Step step : plans.get(number).steps()) {
            steps.carryOut(step);
        }
        putAside(number, needed);
        boolean last = number == needed.getLast();
        if (last || needed.stream().anyMatch(later -> later > number && file.stage(file.stages().get(later).base(), later) == number)) {
            image.extend(layers(number, before, image), plans.get(number).changes());
            images.put(number, image);
        } else {
            image.delete();
        }
    }

    private OciImage base(int number) throws IOException, InterruptedException {
        String name = file.stages().get(number).base();
        int earlier = file.stage(name, number);
        Path into = order.work().resolve("stage-" + number);
        return earlier >= 0 ? images.get(earlier).copy(into) : bases.fetch(name, into);
    }

    private void takeFromImage(Step.Copy copy) throws IOException, InterruptedException {
        System.out.println("==> files of " + copy.stage().get());
        OciImage image = bases.fetch(copy.stage().get(), order.work().resolve("taken-" + kept.get(copy)));
        root.clear();
        root.unpack(image);
        root.keep(kept.get(copy), copy);
        image.delete();
    }

    private void putAside(int number, List<Integer> needed) throws IOException {
        for (int later : needed) {
            for (Step.Copy copy : copies(later)) {
                if (file.stage(copy.stage().get(), later) == number) {
                    root.keep(kept.get(copy), copy);
                }
            }
        }
    }

    /// What was taken away lies below what was added: a name that is both is there in the end.
    private List<Path> layers(int number, RootFiles before, OciImage base) throws IOException {
        RootFiles.Changes changes = root.list().since(before, base.layers().isEmpty());
        List<Path> layers = new ArrayList<>();
        if (!changes.removed().isEmpty()) {
            Path archive = order.work().resolve("removed-%d.tar".formatted(number));
            root.packRemoved(changes.removed(), archive, MOST_BYTES);
            layers.add(archive);
        }
        if (!changes.changed().isEmpty()) {
            Path archive = order.work().resolve("changed-%d.tar".formatted(number));
            root.pack(changes.changed(), archive, MOST_BYTES);
            System.out.printf("==> %d files, %d bytes%n", changes.changed().size(), Files.size(archive));
            layers.add(archive);
        }
        return layers;
    }
}
