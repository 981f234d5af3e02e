/// User and group ids of containers, and what is behind them on the machine.
package dev.marina.agent.ids;
