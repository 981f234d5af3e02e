package dev.marina.labs.run;

import dev.marina.api.ClusterClient.Call;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Filling;
import dev.marina.labs.grading.Sight;

/// Finds out what containers have printed, what is answered over HTTP and what pods use, by the ways that everybody has: the API's logs, proxies and metrics. Blocks for
/// some seconds at most; whatever goes wrong is what is seen.
public interface Asking {

    Sight printed(Call call, What.Printed printed, Filling filling);

    Sight answers(Call call, What.Answers answers, Filling filling);

    Sight reached(Call call, What.Reached reached, Filling filling);

    Sight uses(Call call, What.Uses uses, Filling filling);

    /// What is to be seen of a condition about which somebody has to be asked.
    default Sight answer(Call call, What what, Filling filling) {
        return switch (what) {
            case What.Printed printed -> printed(call, printed, filling);
            case What.Answers answers -> answers(call, answers, filling);
            case What.Reached reached -> reached(call, reached, filling);
            case What.Uses uses -> uses(call, uses, filling);
            case What.Of _, What.Count _, What.Told _, What.Permits _ -> throw new IllegalStateException("nobody has to be asked about objects");
        };
    }
}
