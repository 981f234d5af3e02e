package dev.marina.labs.run;

import dev.marina.api.ClusterClient.Call;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Filling;
import dev.marina.labs.grading.Sight;

/// Finds out what containers have printed and what is answered over HTTP, by the ways that everybody has: the API's logs and proxies. Blocks for
/// some seconds at most; whatever goes wrong is what is seen.
public interface Asking {

    Sight printed(Call call, What.Printed printed, Filling filling);

    Sight answers(Call call, What.Answers answers, Filling filling);
}
