package dev.marina.apiserver.flowcontrol;

import java.util.Collection;
import java.util.List;

/// Once in a period: levels that were asked for little lend seats to those that were asked for more. KEP-1040,
/// "Computing concurrency limits".
final class Borrowing {

    private Borrowing() {}

    static void adjust(Collection<Level> levels) {
        levels.forEach(Level::observe);
        List<Level> limited = levels.stream().filter(level -> !level.declared().exempt()).toList();
        int total = levels.stream().mapToInt(level -> level.share().nominal()).sum();
        int exempt = levels.stream().filter(level -> level.declared().exempt()).mapToInt(Level::least).sum();
        levels.stream().filter(level -> level.declared().exempt()).forEach(level -> level.limit(level.least()));
        int left = total - exempt;
        int lower = limited.stream().mapToInt(level -> level.share().lower()).sum();
        int least = limited.stream().mapToInt(Level::least).sum();
        if (left <= lower) {
            limited.forEach(level -> level.limit(level.share().lower()));
        } else if (left <= least) {
            double part = (double) (left - lower) / (least - lower);
            limited.forEach(level -> level.limit(level.share().lower() + (int) Math.round((level.least() - level.share().lower()) * part)));
        } else {
            SeatAllocation allocation = SeatAllocation.of(left, limited.stream().map(Borrowing::claim).toList());
            for (int i = 0; i < limited.size(); i++) {
                limited.get(i).limit((int) Math.round(allocation.seats()[i]));
            }
        }
    }

    private static SeatAllocation.Claim claim(Level level) {
        int least = level.least();
        return new SeatAllocation.Claim(Math.max(least, level.demand().smoothed()), least, Math.max(least, level.share().upper()));
    }
}
