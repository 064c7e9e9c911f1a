import type { Stream } from '@singer-io-ts/tap';
import { courses, courseStats } from './courses.ts';
import { groups } from './groups.ts';
import { paths, pathSessions, pathSessionStats, pathSessionUserStats, pathUsers } from './paths.ts';
import { programSessionStats, programSessions, programSessionUsers, programTemplates } from './programs.ts';
import { customFields, customLinks, learningNeeds, projects, skills } from './settings.ts';
import { customUserLinks, users } from './users.ts';

/** For accounts that hold only an API key. Names are those of API v1, without a prefix. */
export const streamsOfV1: readonly Stream[] = [
  users,
  groups,
  courses,
  courseStats,
  paths,
  pathUsers,
  pathSessions,
  pathSessionStats,
  pathSessionUserStats,
  programTemplates,
  programSessions,
  programSessionUsers,
  programSessionStats,
  customFields,
  customLinks,
  customUserLinks,
  skills,
  learningNeeds,
  projects,
];
