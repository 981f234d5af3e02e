package dev.marina.labs.run;

import dev.marina.api.ClusterClient;

/// Makes requests for a lab that is not the installation's, with nothing but what its account may.
@FunctionalInterface
public interface Acting {

    ClusterClient as(LabAccount account);
}
