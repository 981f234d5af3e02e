package dev.marina.agent.runtime;

import java.time.Clock;

class SimulatedRuntimeTest extends ContainerRuntimeContract {
    @Override
    ContainerRuntime open() {
        return new SimulatedRuntime(Clock.systemUTC());
    }
}
