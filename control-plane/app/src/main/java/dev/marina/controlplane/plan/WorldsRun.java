package dev.marina.controlplane.plan;

import dev.marina.api.WaitReasons;
import dev.marina.apiserver.explanation.Step;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.worlds.Compared;
import dev.marina.apiserver.worlds.Comparison;
import dev.marina.apiserver.worlds.Side;
import dev.marina.apiserver.worlds.WorldTold;
import dev.marina.apiserver.worlds.WorldsRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Both worlds, second by second on their one clock: neither goes on to the next before both have nothing left to do in this one.
final class WorldsRun {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final CopyClock clock;
    private final WorldsRequest request;
    private final Map<Side, World> worlds;

    WorldsRun(CopyClock clock, WorldsRequest request, World first, World second) {
        this.clock = clock;
        this.request = request;
        this.worlds = new EnumMap<>(Map.of(Side.A, first, Side.B, second));
    }

    Compared run(WaitReasons.Readable readable, PlanBounds bounds) throws InterruptedException {
        Comparison comparison = new Comparison(worlds.get(Side.B).own(), readable,
                Map.of(Side.A, worlds.get(Side.A).lineage(), Side.B, worlds.get(Side.B).lineage()));
        Instant begin = clock.instant();
        for (World world : worlds.values()) {
            world.begin(readable);
        }
        for (int second = 0; second <= request.seconds() && over().isEmpty(); second++) {
            for (World world : worlds.values()) {
                world.act(second);
            }
            settle();
            compare(comparison, second, readable);
            clock.advance(TICK);
        }
        Map<Side, WorldTold> told = new EnumMap<>(Side.class);
        worlds.forEach((side, world) -> told.put(side, world.told(readable, bounds)));
        return new Compared(begin, request.seconds(), comparison, told, over());
    }

    private void settle() throws InterruptedException {
        boolean any = true;
        while (any && over().isEmpty()) {
            any = false;
            for (World world : worlds.values()) {
                any |= world.goOn();
            }
        }
    }

    private void compare(Comparison comparison, int second, WaitReasons.Readable readable) {
        Map<Side, java.util.List<Step>> news = new EnumMap<>(Side.class);
        worlds.forEach((side, world) -> news.put(side, world.news()));
        comparison.moment(second, news).ifPresent(parting -> worlds.values().forEach(world -> world.wonder(parting.object(), readable)));
    }

    private Optional<String> over() {
        return worlds.values().stream().flatMap(world -> world.over().stream()).findFirst();
    }
}
