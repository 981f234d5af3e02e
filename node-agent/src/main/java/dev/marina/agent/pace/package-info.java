/// How often and how soon: what everybody who tries again has in common.
package dev.marina.agent.pace;
